import { type Bilingual } from '@sup/kernel';
import { Button, Progress } from 'antd';
import { useId, useRef, useState } from 'react';
import { type ApiProblem } from '../api/http.ts';
import { type StoredFile, uploadFile } from '../api/referrals.views.ts';
import { fileWords as words } from '../language/file.words.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { sizeText } from './size-text.ts';
import { problemFrom } from './use-resource.ts';

interface Going {
  readonly key: number;
  readonly file: File;
  readonly percent: number;
  readonly stored?: StoredFile;
  readonly problem?: ApiProblem;
  readonly abort: AbortController;
}

interface FileFieldProps {
  readonly label: Bilingual;
  /** The files stored so far, and whether others are still going up. */
  readonly onChange: (files: readonly StoredFile[], pending: boolean) => void;
}

let counter = 0;

/** Files going up one by one, each with its progress, refusal, retry and removal. */
export function FileField({ label, onChange }: FileFieldProps) {
  const say = useSay();
  const { language } = useLanguage();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [rows, setRows] = useState<readonly Going[]>([]);
  const current = useRef<readonly Going[]>([]);

  const put = (next: readonly Going[]) => {
    current.current = next;
    setRows(next);
    onChange(
      next.flatMap((row) => (row.stored ? [row.stored] : [])),
      next.some((row) => !row.stored && !row.problem),
    );
  };
  const change = (key: number, part: Partial<Going>) =>
    put(current.current.map((row) => (row.key === key ? { ...row, ...part } : row)));
  const start = (row: Going) => {
    uploadFile(row.file, (percent) => change(row.key, { percent }), row.abort.signal).then(
      (stored) => change(row.key, { stored, percent: 100 }),
      (cause: unknown) => change(row.key, { problem: problemFrom(cause) }),
    );
  };
  const add = (files: readonly File[]) => {
    const added = files.map((file) => ({ key: ++counter, file, percent: 0, abort: new AbortController() }));
    put([...current.current, ...added]);
    for (const row of added) start(row);
  };
  const again = (row: Going) => {
    const fresh = { key: ++counter, file: row.file, percent: 0, abort: new AbortController() };
    put(current.current.map((one) => (one.key === row.key ? fresh : one)));
    start(fresh);
  };
  const remove = (row: Going) => {
    row.abort.abort();
    put(current.current.filter((one) => one.key !== row.key));
  };

  return (
    <div
      className="field files-field"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        add([...event.dataTransfer.files]);
      }}
    >
      <label htmlFor={id}>{say(label)}</label>
      <div>
        <input
          ref={input}
          id={id}
          className="unseen"
          type="file"
          multiple
          tabIndex={-1}
          onChange={(event) => {
            add([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <Button onClick={() => input.current?.click()}>{say(words.choose)}</Button>{' '}
        <span className="hint">{say(words.hint)}</span>
        <ul className="files" aria-live="polite">
          {rows.map((row) => (
            <li key={row.key}>
              <span>{row.file.name}</span>
              <span className="hint">{sizeText(row.file.size)}</span>
              {row.problem ? (
                <span className="field-error">
                  {row.problem.text[language]}{' '}
                  <Button size="small" onClick={() => again(row)}>
                    {say(words.again)}
                  </Button>
                </span>
              ) : row.stored ? (
                <span className="due-good">✓ {say(words.stored)}</span>
              ) : (
                <Progress
                  percent={row.percent}
                  size="small"
                  aria-label={say(words.uploading, { name: row.file.name })}
                />
              )}
              <Button
                size="small"
                type="text"
                aria-label={say(words.remove, { name: row.file.name })}
                onClick={() => remove(row)}
              >
                ×
              </Button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
