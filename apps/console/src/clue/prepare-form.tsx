import { useState } from 'react';
import { clueCommand, type ClueView } from '../api/clues.views.ts';
import { clueCommandWords as words } from '../language/clue-command.words.ts';
import { useSay } from '../language/language.tsx';
import { RoutingNote } from '../intake/advice.tsx';
import { CommandDialog, useSubmission } from '../parts/command-dialog.tsx';
import { ProblemNote } from '../parts/states.tsx';
import { bodyOf, missingIn, type Prepared, preparedFrom } from './prepare.rules.ts';
import { PreparedFields } from './prepared-fields.tsx';

interface PrepareFormProps {
  readonly view: ClueView;
  readonly onDone: (view: ClueView) => void;
  readonly onClose: () => void;
}

/** Prepares a referral from the clue: the route is suggested, what crosses is taken from the clue and masked. */
export function PrepareForm({ view, onDone, onClose }: PrepareFormProps) {
  const say = useSay();
  const [prepared, setPrepared] = useState<Prepared>(() => preparedFrom(view));
  const { submit, busy, problem, missing } = useSubmission({
    missing: () => missingIn(prepared),
    post: () => clueCommand(view.id, 'prepare-referral', { ...bodyOf(prepared), expectedVersion: view.version }),
    onDone,
  });

  return (
    <CommandDialog
      face={{ label: words.prepare, consequence: words.prepareThen, tone: 'onward' }}
      wide
      busy={busy}
      possible
      onSubmit={submit}
      onClose={onClose}
    >
      {problem && <ProblemNote problem={problem} />}
      {view.routing && <RoutingNote routing={view.routing} />}
      <PreparedFields
        prepared={prepared}
        errorOf={(field) => (missing.includes(field) ? say(words.missing) : undefined)}
        onChange={(part) => setPrepared((before) => ({ ...before, ...part }))}
      />
    </CommandDialog>
  );
}
