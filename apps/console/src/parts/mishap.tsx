import { Component, type ReactNode } from 'react';
import { useSay } from '../language/language.tsx';
import { shellWords } from '../language/shell.words.ts';

interface MishapProps {
  readonly children: ReactNode;
}

/**
 * Catches what a page throws: most often a part of the program that a new release replaced while the page stood open.
 * The person gets words and a way on; React has already written the cause to the browser's own log.
 */
export class Mishap extends Component<MishapProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <MishapNote /> : this.props.children;
  }
}

function MishapNote() {
  const say = useSay();
  return (
    <div className="alone" role="alert">
      <h1>{say(shellWords.mishapTitle)}</h1>
      <p>{say(shellWords.mishapText)}</p>
      <button type="button" onClick={() => window.location.reload()}>
        {say(shellWords.reloadPage)}
      </button>
    </div>
  );
}
