import { type AddressInfo, createServer } from 'node:net';

const given = new Set<number>();

/** A port on 127.0.0.1 that nobody listens on now; never the same one twice from one process. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await listened(0);
    if (port === null) throw new Error('no port of 127.0.0.1 can be opened');
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}

/** `wanted` while nobody listens on it, else another. */
export async function stillFreePort(wanted: number): Promise<number> {
  if ((await listened(wanted)) === null) return freePort();
  given.add(wanted);
  return wanted;
}

function listened(wanted: number): Promise<number | null> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(null));
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}
