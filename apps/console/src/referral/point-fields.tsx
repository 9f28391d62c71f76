import { reasonCodes } from '@sup/contracts';
import { Checkbox, Input, Select } from 'antd';
import { textOf } from './text-of.ts';
import { type ReferralView } from '../api/referrals.views.ts';
import { commandWords as words } from '../language/command.words.ts';
import { useLanguage, useSay } from '../language/language.tsx';
import { Field, Group } from '../parts/field.tsx';
import { useWorkplace } from '../parts/workplace.tsx';

interface PointFieldProps {
  readonly view: ReferralView;
  readonly filled: Readonly<Record<string, unknown>>;
  readonly error: string | undefined;
  readonly onChange: (change: Readonly<Record<string, unknown>>) => void;
}

interface Declined {
  readonly pointId: string;
  readonly reasonCode: string;
  readonly reason: string;
}

/** Which points are not accepted, each with its reason. Before acceptance only their numbers are known. */
export function DeclinedPoints({ view, filled, error, onChange }: PointFieldProps) {
  const say = useSay();
  const declined = (filled['declinedPoints'] as readonly Declined[] | undefined) ?? [];
  const put = (next: readonly Declined[]) => onChange({ declinedPoints: next });
  const change = (pointId: string, part: Partial<Declined>) =>
    put(declined.map((row) => (row.pointId === pointId ? { ...row, ...part } : row)));
  const codes = (
    ['NOT_OUR_JURISDICTION', 'UPPER_LEVEL', 'LITIGATION_MATTER', 'SUBJECT_IS_US', 'DUPLICATE', 'OTHER'] as const
  ).map((code) => ({
    value: code,
    label: say(reasonCodes[code]),
  }));
  return (
    <Group legend={say(words.declinedPoints)} hint={say(words.declinedHint)}>
      {view.pointIds.map((pointId) => {
        const row = declined.find((one) => one.pointId === pointId);
        return (
          <div key={pointId} className="declined-row">
            <Checkbox
              checked={row !== undefined}
              onChange={(event) =>
                put(
                  event.target.checked
                    ? [...declined, { pointId, reasonCode: 'NOT_OUR_JURISDICTION', reason: '' }]
                    : declined.filter((one) => one.pointId !== pointId),
                )
              }
            >
              {pointId}
            </Checkbox>
            {row && (
              <>
                <Select
                  aria-label={`${pointId} ${say(words.reasonCode)}`}
                  options={codes}
                  value={row.reasonCode}
                  onChange={(reasonCode: string) => change(pointId, { reasonCode })}
                />
                <Input.TextArea
                  aria-label={`${pointId} ${say(words.reason)}`}
                  placeholder={say(words.reason)}
                  autoSize={{ minRows: 1, maxRows: 6 }}
                  maxLength={2_000}
                  value={row.reason}
                  onChange={(event) => change(pointId, { reason: event.target.value })}
                />
              </>
            )}
          </div>
        );
      })}
      {error && <div className="field-error">{error}</div>}
    </Group>
  );
}

/** Where each point that the receiver declined goes instead. */
export function PlacedPoints({ view, filled, error, onChange }: PointFieldProps) {
  const say = useSay();
  const { language } = useLanguage();
  const { directory, session } = useWorkplace();
  const placed = (filled['placedPoints'] as readonly { pointId: string; placedWith: string }[] | undefined) ?? [];
  if (view.declinedPoints.length === 0) return <p className="hint">{say(words.noDeclined)}</p>;
  const options = [
    ...(directory?.agencies ?? [])
      .filter((row) => row.id !== session.agency.id && row.id !== view.parties.receiver)
      .map((row) => ({ value: row.id, label: language === 'zh' ? row.nameZh : row.nameEn })),
    ...Object.entries(directory?.outsideParties ?? {}).map(([id, text]) => ({ value: id, label: say(text) })),
  ];
  return (
    <Group legend={say(words.placedPoints)}>
      {placed.map((row) => (
        <Field
          key={row.pointId}
          label={`${row.pointId} ${view.body?.points?.find((point) => point.id === row.pointId)?.text ?? ''}`}
          required
        >
          {(ids) => (
            <Select
              {...ids}
              showSearch={{ optionFilterProp: 'label' }}
              placeholder={say(words.choose)}
              options={options}
              value={row.placedWith || undefined}
              onChange={(placedWith: string) =>
                onChange({
                  placedPoints: placed.map((one) => (one.pointId === row.pointId ? { ...one, placedWith } : one)),
                })
              }
            />
          )}
        </Field>
      ))}
      {error && <div className="field-error">{error}</div>}
    </Group>
  );
}

/** The meeting that decided: its number and day, who was present and who stood aside. */
export function DecisionField({ filled, error, onChange, required }: PointFieldProps & { readonly required: boolean }) {
  const say = useSay();
  const decision = filled['decision'] as Readonly<Record<string, unknown>> | undefined;
  const put = (part: Readonly<Record<string, unknown>>) =>
    onChange({ decision: { attendees: [], recused: [], ...decision, ...part } });
  const names = (key: 'attendees' | 'recused') => (decision?.[key] as string[] | undefined) ?? [];
  const separators = ['、', ',', '，', '\n', ';', '；'];
  return (
    <Group legend={say(words.decision)}>
      {!required && (
        <Checkbox
          checked={decision !== undefined}
          onChange={(event) =>
            onChange({
              decision: event.target.checked ? { meetingNo: '', heldOn: '', attendees: [], recused: [] } : undefined,
            })
          }
        >
          {say(words.byMeeting)}
        </Checkbox>
      )}
      {(required || decision !== undefined) && (
        <>
          <div className="form-pair">
            <Field label={say(words.meetingNo)} required error={error}>
              {(ids) => (
                <Input
                  {...ids}
                  maxLength={60}
                  value={textOf(decision ?? {}, 'meetingNo')}
                  onChange={(event) => put({ meetingNo: event.target.value })}
                />
              )}
            </Field>
            <Field label={say(words.heldOn)} required error={error}>
              {(ids) => (
                <Input
                  {...ids}
                  type="date"
                  value={textOf(decision ?? {}, 'heldOn')}
                  onChange={(event) => put({ heldOn: event.target.value })}
                />
              )}
            </Field>
          </div>
          {(['attendees', 'recused'] as const).map((key) => (
            <Field key={key} label={say(words[key])} hint={say(words.namesHint)} required={key === 'attendees'}>
              {(ids) => (
                <Select
                  {...ids}
                  mode="tags"
                  open={false}
                  suffixIcon={null}
                  tokenSeparators={separators}
                  value={names(key)}
                  onChange={(value: string[]) => put({ [key]: value })}
                />
              )}
            </Field>
          ))}
        </>
      )}
    </Group>
  );
}
