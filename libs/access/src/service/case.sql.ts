import { type RuleTree } from './case.ability.ts';

/** How a list names what the rules ask about. Every entry is SQL of the caller; a column left out matches nothing. */
export interface CaseColumns {
  readonly registeredBy?: string;
  readonly stage?: string;
}

/** A boolean SQL expression and its parameters, numbered from the caller's first free one. */
export interface SqlFragment {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/**
 * The rules' tree as SQL. Members and exclusions are uncorrelated: PostgreSQL reads each set once for the statement,
 * starts from a reader's few cases where that is cheaper, and keeps walking an ordered index where it is not.
 */
export class CaseSql {
  readonly params: unknown[] = [];

  constructor(
    private readonly caseId: string,
    private readonly columns: CaseColumns,
    private readonly now: string,
    private readonly firstParam: number,
  ) {}

  of(tree: RuleTree): string {
    const parts = partsOf(tree);
    switch (tree.operator) {
      case 'and':
        return parts.length === 0 ? 'true' : `(${parts.map((part) => this.of(part)).join(' and ')})`;
      case 'or':
        return this.either(parts);
      case 'not':
        // A column that is null matches nothing, here as in the check of one record.
        return `(${this.of(parts[0]!)}) is not true`;
      default:
        return this.leaf(tree);
    }
  }

  /** What all alternatives demand is said once: `(a and x) or (b and x)` is read by PostgreSQL as `(a or b) and x`. */
  private either(parts: readonly RuleTree[]): string {
    const conjuncts = parts.map((part) => (part.operator === 'and' ? partsOf(part) : [part]));
    const texts = conjuncts.map((of) => of.map((part) => JSON.stringify(part)));
    const common = texts[0]!.filter((text) => texts.every((of) => of.includes(text)));
    const rest = conjuncts.map((of) => of.filter((part) => !common.includes(JSON.stringify(part))));
    const alternatives = rest.some((of) => of.length === 0)
      ? []
      : [`(${rest.map((of) => of.map((part) => this.of(part)).join(' and ')).join(' or ')})`];
    const demanded = conjuncts[0]!.filter((part) => common.includes(JSON.stringify(part)));
    return [...alternatives, ...demanded.map((part) => this.of(part))].join(' and ') || 'true';
  }

  private leaf({ operator, field, value }: RuleTree): string {
    const values = operator === 'eq' ? [value] : operator === 'in' ? value : undefined;
    if (!Array.isArray(values)) throw new Error(`the rules of cases use an operator that lists cannot: ${operator}`);
    switch (field) {
      case 'stage':
        return this.column(this.columns.stage, values, 'text[]');
      case 'registeredBy':
        return this.column(this.columns.registeredBy, values, 'uuid[]');
      case 'members':
        return `${this.caseId} = any (array(select m.case_id from case_member m
          where m.holder_id = any (${this.param(values)}::uuid[]) and m.held_from <= ${this.param(this.now)}::timestamptz
            and (m.held_to is null or m.held_to > ${this.param(this.now)}::timestamptz)))`;
      case 'excluded':
        return `${this.caseId} in (select x.case_id from case_exclusion x
          where x.person_id = any (${this.param(values)}::uuid[]) and x.lifted_at is null)`;
      default:
        throw new Error(`the rules of cases ask about a field that lists do not know: ${String(field)}`);
    }
  }

  private column(sql: string | undefined, values: readonly unknown[], type: string): string {
    return sql === undefined ? 'false' : `${sql} = any (${this.param(values)}::${type})`;
  }

  private param(value: unknown): string {
    const known = this.params.findIndex((kept) => kept === value);
    if (known >= 0) return `$${this.firstParam + known}`;
    this.params.push(value);
    return `$${this.firstParam + this.params.length - 1}`;
  }
}

function partsOf(tree: RuleTree): readonly RuleTree[] {
  return Array.isArray(tree.value) ? (tree.value as readonly RuleTree[]) : [];
}
