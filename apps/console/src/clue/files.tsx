import { type ClueView, clueFileHref } from '../api/clues.views.ts';
import { clueWords as words } from '../language/clue.words.ts';
import { useSay } from '../language/language.tsx';
import { sizeText } from '../parts/size-text.ts';

/** The clue's files: always a download, never opened in the console's own origin (ATT-04). */
export function ClueFiles({ view }: { readonly view: ClueView }) {
  const say = useSay();
  return (
    <>
      <h3>{say(words.files)}</h3>
      {view.files.length === 0 ? (
        <p className="hint">{say(words.noFiles)}</p>
      ) : (
        <ul className="files">
          {view.files.map((file) => (
            <li key={file.fileId}>
              <a href={clueFileHref(view.id, file.fileId)} download={file.name}>
                {file.name}
              </a>
              <span className="hint">{sizeText(file.bytes)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
