import { Button } from 'antd';
import { useState } from 'react';
import { useSay } from '../language/language.tsx';
import { registerWords as words } from '../language/register.words.ts';
import { useWorkplace } from '../parts/workplace.tsx';
import { BulkForm, type BulkAct, bulkActs } from './bulk-form.tsx';
import { type Selection } from './selection.rules.ts';

interface BulkBarProps {
  readonly selection: Selection;
  readonly onClear: () => void;
  readonly onDone: () => void;
}

/** What is ticked, by which rule, and what can be done with it together. */
export function BulkBar({ selection, onClear, onDone }: BulkBarProps) {
  const say = useSay();
  const { can } = useWorkplace();
  const [act, setAct] = useState<BulkAct>();
  const acts = (Object.keys(bulkActs) as BulkAct[]).filter((name) => can(bulkActs[name].action));
  const count = selection.items.length;
  return (
    <div className="bulk-bar" role="group" aria-label={say(words.bulk)}>
      <span role="status">{say(words.selected, { count })}</span>
      <span className="hint">{say(words.rule)}</span>
      {count > 0 && (
        <span className="actions">
          {acts.map((name) => (
            <Button key={name} size="small" onClick={() => setAct(name)}>
              {say(bulkActs[name].label)}
            </Button>
          ))}
          <Button size="small" type="text" onClick={onClear}>
            {say(words.unselect)}
          </Button>
        </span>
      )}
      {act && (
        <BulkForm
          act={act}
          items={selection.items}
          onClose={(changed) => {
            setAct(undefined);
            if (changed) onDone();
          }}
        />
      )}
    </div>
  );
}
