import { brokerAccount } from '@sup/contracts';

/** What the hub knows of an agency: its id and the public nkeys of its two users. No secret. */
export interface HubAgency {
  readonly id: string;
  /** The service's user: publishes to `out.>` and `ask.>`, pulls, acknowledges. */
  readonly appKey: string;
  /** Makes the agency's own streams and consumers, and trims them. */
  readonly adminKey: string;
}

export interface HubSettings {
  readonly port: number;
  /** Monitoring, on loopback: services ask it once whether the store syncs on every write. */
  readonly monitorPort: number;
  readonly storeDir: string;
}

const mebibyte = 2 ** 20;
/** Caps of one agency's stream per sender, as libs/messaging makes them. */
const inBytes = 32 * mebibyte;
const blobBytes = 1024 * mebibyte;

/**
 * nats-server's configuration from the agency table: one account per agency, a mailbox by service import between every
 * pair, file storage that syncs on every write (messaging/NATS.md 2 and 6, PROTOCOL.md appendix C). Limits are reservations,
 * not disk.
 */
export function hubConfig(agencies: readonly HubAgency[], settings: HubSettings): string {
  const peers = agencies.length - 1;
  // A quarter more than the streams' caps: an exact fit is refused.
  const maxFile = Math.max(1, peers) * (inBytes + blobBytes) * 1.25;
  const accounts = agencies.map((agency) => account(agency, agencies, maxFile)).join('\n');
  return `server_name: hub
host: 127.0.0.1
port: ${settings.port}
http: 127.0.0.1:${settings.monitorPort}
max_payload: 2MB
max_connections: 1000
write_deadline: "10s"
lame_duck_duration: "30s"
jetstream { store_dir: ${JSON.stringify(settings.storeDir)}, sync_interval: always, max_file_store: ${megabytes((agencies.length + 1) * maxFile)}, max_memory_store: 0 }
accounts {
${accounts}
}
`;
}

function account(agency: HubAgency, agencies: readonly HubAgency[], maxFile: number): string {
  const own = brokerAccount(agency.id);
  const others = agencies.filter(({ id }) => id !== agency.id);
  const imports = others.flatMap(({ id }) => [
    `{ service: { account: ${brokerAccount(id)}, subject: "in.${own}.>" }, to: "out.${id}.>" }`,
    `{ service: { account: ${brokerAccount(id)}, subject: "asked.${own}.>" }, to: "ask.${id}.>" }`,
  ]);
  const streams = Math.max(64, 2 * agencies.length);
  return `  ${own} {
    jetstream { max_file: ${megabytes(maxFile)}, max_mem: 0, max_streams: ${streams}, max_consumers: ${streams}, max_ack_pending: 1000 }
    users: [
      { nkey: ${agency.adminKey} }
      { nkey: ${agency.appKey}, permissions: {
          publish: { allow: [${servicePublishes.map((subject) => JSON.stringify(subject)).join(', ')}] }
          subscribe: { allow: ["_INBOX_${agency.id}.>", "asked.>"] }
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

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / mebibyte)}M`;
}
