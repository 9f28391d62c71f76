import { Button, Select } from 'antd';
import { useState } from 'react';
import { decisionsAbout } from '../api/meetings.views.ts';
import { clueCommandWords as words } from '../language/clue-command.words.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { DecisionRecordForm } from '../meetings/decision-record-form.tsx';
import { Field } from '../parts/field.tsx';
import { useResource } from '../parts/use-resource.ts';
import { useWorkplace } from '../parts/workplace.tsx';
import { type ClueControlProps } from './control.props.ts';

/** The collective decision that is cited: one that a meeting made about this clue, or one entered here from its minutes. */
export function DecisionField({ view, filled, error, onChange }: ClueControlProps<'decision'>) {
  const say = useSay();
  const { language } = useLanguage();
  const { can } = useWorkplace();
  const [entering, setEntering] = useState(false);
  const decisions = useResource(`decisions:${view.id}`, () => decisionsAbout(view.id));
  const agreed = decisions.value?.filter(({ resolution }) => resolution === 'agreed') ?? [];
  return (
    <>
      <Field
        label={say(words.decision)}
        hint={say(decisions.value && agreed.length === 0 ? words.decisionNone : words.decisionHint)}
        required
        error={error ?? decisions.problem?.text[language]}
      >
        {(ids) => (
          <Select
            {...ids}
            loading={decisions.loading && !decisions.value}
            placeholder={say(words.choose)}
            options={agreed.map((one) => ({
              value: one.decisionId,
              label: say(words.decisionLine, { no: one.meetingNo, day: one.heldOn, text: one.text }),
            }))}
            value={filled['decisionId'] as string | undefined}
            onChange={(decisionId: string) => onChange({ decisionId })}
          />
        )}
      </Field>
      {can('meeting.keep') && (
        <div>
          <Button onClick={() => setEntering(true)}>{say(words.decisionNew)}</Button>
        </div>
      )}
      {entering && (
        <DecisionRecordForm
          about={{ kind: 'clue', id: view.id }}
          title={view.title}
          onClose={() => setEntering(false)}
          onDone={(decision) => {
            setEntering(false);
            decisions.reload();
            if (decision.resolution === 'agreed') onChange({ decisionId: decision.decisionId });
          }}
        />
      )}
    </>
  );
}
