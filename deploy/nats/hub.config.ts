import { type BrokerSeat, brokerAccounts, storeMebibytes } from '@sup/messaging/protocol';

export interface HubSettings {
  readonly port: number;
  /** Monitoring, on loopback: services ask it once whether the store syncs on every write. */
  readonly monitorPort: number;
  readonly storeDir: string;
}

/** nats-server's whole configuration: the accounts of the agency table, file storage that syncs on every write. */
export function hubConfig(seats: readonly BrokerSeat[], settings: HubSettings): string {
  const store = `store_dir: ${JSON.stringify(settings.storeDir)}, sync_interval: always`;
  return `server_name: hub
host: 127.0.0.1
port: ${settings.port}
http: 127.0.0.1:${settings.monitorPort}
max_payload: 2MB
max_connections: 1000
write_deadline: "10s"
lame_duck_duration: "30s"
jetstream { ${store}, max_file_store: ${storeMebibytes(seats)}M, max_memory_store: 0 }
${brokerAccounts(seats)}
`;
}
