import { createHash } from 'node:crypto';
import pg from 'pg';

/** Texts that get a name of their own; what comes later is sent without one, so that no server fills with names. */
const namedAtMost = 1_000;
const names = new Map<string, string>();

type Arguments = readonly [statement: unknown, values?: unknown, callback?: unknown];

/**
 * A connection that costs the server less work for the same statements. A statement with parameters is prepared once
 * per connection. What is asked in one turn of the event loop leaves in one write, and nothing waits for an answer it
 * does not need: the beginning of a transaction travels with its first statement. Statements still run one after
 * another, and each is answered on its own.
 */
export class PipelinedConnection extends pg.Client {
  private corked = false;

  constructor(config?: pg.ClientConfig) {
    super({ ...config, pipeline: true });
    const send = this.query.bind(this) as (...args: Arguments) => unknown;
    Object.assign(this, { query: (...args: Arguments) => this.gathered(() => this.sent(send, args)) });
  }

  private sent(send: (...args: Arguments) => unknown, args: Arguments): unknown {
    const [statement, values, ...rest] = args;
    if (statement === 'START TRANSACTION' && values === undefined) return this.began(send(statement));
    if (typeof statement !== 'string' || !Array.isArray(values) || values.length === 0) return send(...args);
    const name = nameOf(statement);
    return name ? send({ name, text: statement, values }, ...rest) : send(...args);
  }

  /** A transaction that could not begin shows at its first statement: the connection is gone. */
  private began(answer: unknown): Promise<object> {
    Promise.resolve(answer).catch(() => undefined);
    return Promise.resolve({ command: 'START', rows: [], rowCount: null });
  }

  private gathered(work: () => unknown): unknown {
    const stream = this.socket();
    if (!this.corked && stream) {
      this.corked = true;
      stream.cork();
      process.nextTick(() => {
        this.corked = false;
        stream.uncork();
      });
    }
    return work();
  }

  private socket(): { cork(): void; uncork(): void } | undefined {
    return (this as unknown as { connection?: { stream?: { cork(): void; uncork(): void } } }).connection?.stream;
  }
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known || names.size >= namedAtMost) return known;
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  names.set(text, name);
  return name;
}
