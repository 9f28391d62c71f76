import { clueChannels, type ClueChannel } from '@sup/contracts';
import { clueStatuses } from '@sup/clues/protocol';
import { Button, Checkbox } from 'antd';
import { useRef, useSyncExternalStore } from 'react';
import { type ClueListItem } from '../api/clues.views.ts';
import { useSay } from '../language/language.tsx';
import { registerWords as words } from '../language/register.words.ts';
import { workWords } from '../language/work.words.ts';
import { useAgencyName } from '../parts/workplace.tsx';
import { Link } from '../route/router.tsx';
import { shanghaiTime } from '../time/due.ts';
import { type Loaded, type Pages } from './pages.ts';
import { useRowWindow } from './row-window.ts';
import { isTicked, type Selection, ticked, tickedAll } from './selection.rules.ts';

interface RegisterListProps {
  readonly pages: Pages;
  readonly loaded: Loaded;
  readonly selection: Selection;
  readonly onSelect: (selection: Selection) => void;
}

const narrow = '(max-width: 760px)';
/** Pixels; the style sheet gives every row exactly this height. */
const heights = { wide: 58, narrow: 104 };

function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = window.matchMedia(narrow);
      query.addEventListener('change', listener);
      return () => query.removeEventListener('change', listener);
    },
    () => window.matchMedia(narrow).matches,
  );
}

/** Rows of one height, of which only those in sight are drawn; more are loaded when the end comes near. */
export function RegisterList({ pages, loaded, selection, onSelect }: RegisterListProps) {
  const say = useSay();
  const box = useRef<HTMLDivElement>(null);
  const rowHeight = useNarrow() ? heights.narrow : heights.wide;
  const seen = useRowWindow(box, loaded.items.length, rowHeight, pages.more);
  const allTicked = loaded.items.every(({ id }) => isTicked(selection, id));
  return (
    <>
      <div className="register-box" ref={box} tabIndex={0} role="region" aria-label={say(words.title)}>
        <table className="tray-table register-table" aria-rowcount={loaded.total + 1}>
          <thead>
            <tr>
              <th scope="col" className="tick">
                <Checkbox
                  aria-label={say(words.selectLoaded)}
                  checked={allTicked}
                  indeterminate={!allTicked && selection.items.length > 0}
                  onChange={(event) =>
                    onSelect(event.target.checked ? tickedAll(selection, loaded.items) : { ...selection, items: [] })
                  }
                />
              </th>
              <th scope="col">{say(words.clue)}</th>
              <th scope="col">{say(words.status)}</th>
              <th scope="col">{say(words.unit)}</th>
              <th scope="col">{say(words.channel)}</th>
              <th scope="col">{say(words.received)}</th>
              <th scope="col">{say(words.due)}</th>
            </tr>
          </thead>
          <tbody>
            {seen.above > 0 && <Blank height={seen.above} />}
            {loaded.items.slice(seen.first, seen.end).map((item, index) => (
              <Row
                key={item.id}
                item={item}
                position={seen.first + index + 2}
                isTicked={isTicked(selection, item.id)}
                onTick={(on) => onSelect(ticked(selection, item, on))}
              />
            ))}
            {seen.below > 0 && <Blank height={seen.below} />}
          </tbody>
        </table>
      </div>
      <div className="tray-foot">
        <span role="status">
          {say(loaded.totalIsCapped ? words.totalCapped : words.total, { total: loaded.total })} ·{' '}
          {say(words.loaded, { count: loaded.items.length })}
        </span>
        {loaded.next !== null && (
          <Button size="small" disabled={pages.loading} onClick={pages.more}>
            {say(pages.loading ? words.loadingMore : words.more)}
          </Button>
        )}
      </div>
    </>
  );
}

function Blank({ height }: { readonly height: number }) {
  return (
    <tr className="blank-rows" aria-hidden>
      <td colSpan={7} style={{ height }} />
    </tr>
  );
}

interface RowProps {
  readonly item: ClueListItem;
  readonly position: number;
  readonly isTicked: boolean;
  readonly onTick: (on: boolean) => void;
}

function Row({ item, position, isTicked: checked, onTick }: RowProps) {
  const say = useSay();
  const name = useAgencyName();
  const channel = clueChannels[item.channel as ClueChannel];
  return (
    <tr className={item.overdue ? 'is-overdue' : undefined} aria-rowindex={position}>
      <td className="tick">
        <Checkbox
          aria-label={say(words.select, { title: item.title })}
          checked={checked}
          onChange={(event) => onTick(event.target.checked)}
        />
      </td>
      <td className="register-title">
        <Link className="tray-title" to={{ page: 'clue', id: item.id }}>
          {item.title}
        </Link>
        <span className="tray-no">{item.clueNo ?? say(clueStatuses.draft)}</span>
      </td>
      <td>
        <span className={`status status-clue-${item.status}`}>{say(clueStatuses[item.status])}</span>
      </td>
      <td className="clipped">{name(item.subjectAgency)}</td>
      <td className="clipped">{channel ? say(channel) : item.channel}</td>
      <td className="register-day">{shanghaiTime(item.receivedAt).slice(0, 10)}</td>
      <td className={item.overdue ? 'due due-bad' : 'due'}>
        {item.dueOn}
        {item.overdue && <span className="tray-no due-bad">{say(workWords.overdueNote)}</span>}
      </td>
    </tr>
  );
}
