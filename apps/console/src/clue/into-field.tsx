import { clueCommandWords as words } from '../language/clue-command.words.ts';
import { CluePicker } from '../parts/clue-picker.tsx';
import { type ClueControlProps } from './control.props.ts';

/** The earlier clue that this one goes into: a duplicate that was found, or one sought by number or words. */
export function IntoField({ view, filled, error, onChange }: ClueControlProps<'into'>) {
  return (
    <CluePicker
      label={words.into}
      hint={words.intoHint}
      known={view.duplicates.map(({ clueId, clueNo, title, status }) => ({ id: clueId, clueNo, title, status }))}
      except={view.id}
      value={filled['into'] as string | undefined}
      error={error}
      onChange={(into) => onChange({ into })}
    />
  );
}
