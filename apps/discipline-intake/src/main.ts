import 'reflect-metadata';
import { runService } from '@sup/hosting';
import { AppModule } from './app.module.ts';

await runService((settings) => AppModule.forAgency(settings));
