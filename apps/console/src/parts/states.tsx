import { Alert, Button, Skeleton } from 'antd';
import { type ReactNode } from 'react';
import { type ApiProblem } from '../api/http.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { shellWords } from '../language/shell.words.ts';
import { type Resource } from './use-resource.ts';

/** A refusal in the chosen language with its stable code; announced to screen readers. */
export function ProblemNote({ problem, children }: { readonly problem: ApiProblem; readonly children?: ReactNode }) {
  const { language } = useLanguage();
  return (
    <Alert
      type="error"
      showIcon={false}
      role="alert"
      title={problem.text[language]}
      description={
        <>
          <Faults problem={problem} />
          {children}
          <span className="code">{problem.code}</span>
        </>
      }
    />
  );
}

interface Fault {
  readonly path: string;
  readonly zh: string;
  readonly en: string;
}

/** The service's list of what is wrong with an input, one line each. A single fault stands in the title already. */
function Faults({ problem }: { readonly problem: ApiProblem }) {
  const { language } = useLanguage();
  const faults = problem.details['errors'];
  if (!Array.isArray(faults) || faults.length < 2) return null;
  return (
    <ul className="faults">
      {(faults as Fault[]).map((fault, index) => (
        <li key={index}>
          {fault.path}: {fault[language]}
        </li>
      ))}
    </ul>
  );
}

/** The three states before a page has its content: reading, failed, and (by the page itself) empty. */
export function Loaded<Value>({
  resource,
  children,
  rows = 6,
}: {
  readonly resource: Resource<Value>;
  readonly rows?: number;
  readonly children: (value: Value) => ReactNode;
}) {
  const say = useSay();
  if (resource.value !== undefined)
    return (
      <>
        {resource.problem && (
          <ProblemNote problem={resource.problem}>
            <Button size="small" onClick={resource.reload}>
              {say(shellWords.retry)}
            </Button>{' '}
          </ProblemNote>
        )}
        {children(resource.value)}
      </>
    );
  if (resource.problem)
    return (
      <div className="state">
        <h2>{say(shellWords.failed)}</h2>
        <ProblemNote problem={resource.problem} />
        <Button onClick={resource.reload}>{say(shellWords.retry)}</Button>
      </div>
    );
  return (
    <div className="state" role="status" aria-live="polite">
      <span className="unseen">{say(shellWords.loading)}</span>
      <Skeleton active={false} title={false} paragraph={{ rows, width: '100%' }} />
    </div>
  );
}

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="state empty">
      <p className="empty-title">{title}</p>
      {children && <p>{children}</p>}
    </div>
  );
}
