import { type ClueView, clueFileHref } from '../api/clues.views.ts';
import { clueWords as words } from '../language/clue.words.ts';
import { useSay } from '../language/language.tsx';

/** The clue's files: always a download, never opened in the console's own origin (ATT-04). */
export function ClueFiles({ view }: { readonly view: ClueView }) {
  const say = useSay();
  return (
    <>
      <h3>{say(words.files)}</h3>
      {view.fileIds.length === 0 ? (
        <p className="hint">{say(words.noFiles)}</p>
      ) : (
        <ul className="files">
          {view.fileIds.map((fileId, index) => (
            <li key={fileId}>
              <a href={clueFileHref(view.id, fileId)} download>
                {say(words.file, { n: index + 1 })}
              </a>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
