import { type ClueView } from '../api/clues.views.ts';
import { type ClueControl } from './command.rules.ts';

export interface ClueControlProps<Kind extends ClueControl['control'] = ClueControl['control']> {
  readonly control: Extract<ClueControl, { control: Kind }>;
  readonly view: ClueView;
  readonly filled: Readonly<Record<string, unknown>>;
  readonly error: string | undefined;
  readonly onChange: (change: Readonly<Record<string, unknown>>) => void;
}
