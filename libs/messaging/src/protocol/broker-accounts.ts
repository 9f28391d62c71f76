import { brokerAccount } from '@sup/contracts';

/** What the broker knows of an agency: its id and the public nkeys of its two users. No secret. */
export interface BrokerSeat {
  readonly id: string;
  /** The service's user: publishes to `out.>` and `ask.>`, pulls, acknowledges. */
  readonly appKey: string;
  /** Makes the agency's own streams and consumers, and trims them. */
  readonly adminKey: string;
}

const mebibyte = 2 ** 20;
/** Caps of one agency's two streams per sender, as its service makes them. */
export const streamCaps = { inBytes: 32 * mebibyte, blobBytes: 1024 * mebibyte } as const;

/**
 * The `accounts { … }` part of nats-server's configuration from the agency table: one account per agency and a mailbox by
 * service import between every pair, so that the sender is the account and never a claim (messaging/NATS.md 2 and 6). Limits are
 * reservations, not disk (PROTOCOL.md appendix C).
 */
export function brokerAccounts(seats: readonly BrokerSeat[]): string {
  return `accounts {\n${seats.map((seat) => account(seat, seats)).join('\n')}\n}`;
}

/** `max_file_store` of the server that holds these accounts, in MiB. */
export function storeMebibytes(seats: readonly BrokerSeat[]): number {
  return (seats.length + 1) * accountMebibytes(seats);
}

/** A quarter more than the streams' caps together: an exact fit is refused. */
function accountMebibytes(seats: readonly BrokerSeat[]): number {
  const peers = Math.max(1, seats.length - 1);
  return Math.ceil((peers * (streamCaps.inBytes + streamCaps.blobBytes) * 1.25) / mebibyte);
}

function account(seat: BrokerSeat, seats: readonly BrokerSeat[]): string {
  const own = brokerAccount(seat.id);
  const imports = seats
    .filter(({ id }) => id !== seat.id)
    .flatMap(({ id }) => [
      `{ service: { account: ${brokerAccount(id)}, subject: "in.${own}.>" }, to: "out.${id}.>" }`,
      `{ service: { account: ${brokerAccount(id)}, subject: "asked.${own}.>" }, to: "ask.${id}.>" }`,
    ]);
  const streams = Math.max(64, 2 * seats.length);
  return `  ${own} {
    jetstream { max_file: ${accountMebibytes(seats)}M, max_mem: 0, max_streams: ${streams}, max_consumers: ${streams}, max_ack_pending: 1000 }
    users: [
      { nkey: ${seat.adminKey} }
      { nkey: ${seat.appKey}, permissions: {
          publish: { allow: [${servicePublishes.map((subject) => JSON.stringify(subject)).join(', ')}] }
          subscribe: { allow: ["_INBOX_${seat.id}.>", "asked.>"] }
          allow_responses: { max: 1, expires: "10s" } } }
    ]
    exports: [ { service: "in.*.>", account_token_position: 2 }, { service: "asked.*.>", account_token_position: 2 } ]
    imports: [
      ${imports.join('\n      ')}
    ]
  }`;
}

const servicePublishes = [
  'out.>',
  'ask.>',
  '$JS.API.INFO',
  '$JS.API.CONSUMER.MSG.NEXT.*.svc',
  '$JS.API.CONSUMER.INFO.*.svc',
  '$JS.API.STREAM.INFO.*',
  '$JS.ACK.*.svc.>',
  '_R_.>',
];
