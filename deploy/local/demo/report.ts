import { type Case } from './cases.ts';
import { type CaseReport, type StepReport } from './play.ts';

const marks = { passed: '✓', failed: '✗', 'not-yet': '·' } as const;

/** A step as one line: mark, route, event, the services' due date beside the expected one. */
export function stepLine(of: Case, step: StepReport): string {
  const due = step.expectedDueAt ? `  due ${step.dueAt ?? '—'} | expected ${step.expectedDueAt}` : '';
  const reason = step.reason ? `  (${step.reason})` : '';
  return `${marks[step.status]} ${of.id}.${step.seq}  ${step.from} → ${step.to}  ${step.event}${due}${reason}`;
}

/** What was played, in numbers. */
export function summary(reports: readonly CaseReport[]): string {
  const steps = reports.flatMap((report) => report.steps);
  const count = (status: StepReport['status']) => steps.filter((step) => step.status === status).length;
  return `${reports.length} cases, ${steps.length} steps: ${count('passed')} passed, ${count('failed')} failed, ${count('not-yet')} not yet built`;
}
