import { DataSource } from 'typeorm';
import { verifierOf } from './chain.fixture.ts';

/** Verifies a chain in a process of its own, so that its memory can be held: `verify.process <database url>`, the report as JSON. */
const dataSource = await new DataSource({ type: 'postgres', url: process.argv[2]!, extra: { max: 2 } }).initialize();
const report = await verifierOf(dataSource).verify({ askPeers: false });
await dataSource.destroy();
console.log(JSON.stringify(report));
