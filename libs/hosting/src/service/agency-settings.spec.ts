import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SettingsError, loadSettings } from './agency.settings.ts';

let folder: string;
let sound: Record<string, string>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sup-settings-'));
  const file = join(folder, 'file');
  writeFileSync(file, '{}');
  sound = {
    SUP_AGENCY: 'unit-one',
    SUP_PROFILE: 'local',
    SUP_DATABASE_URL: 'postgres://user:secret-word@127.0.0.1:5432/unit',
    SUP_NATS_URL: 'nats://127.0.0.1:4222',
    SUP_NATS_MONITOR_URL: 'http://127.0.0.1:8222',
    SUP_NATS_SEED_FILE: file,
    SUP_NATS_ADMIN_SEED_FILE: file,
    SUP_KEYS_FILE: file,
    SUP_DIRECTORY_FILE: file,
    SUP_PORT: '4005',
    SUP_PUBLIC_ORIGIN: 'http://unit.localhost:4005',
    SUP_FILES_DIR: folder,
  };
});

afterAll(() => rmSync(folder, { recursive: true }));

function refused(change: Record<string, string | undefined>): SettingsError {
  try {
    loadSettings({ ...sound, ...change });
  } catch (error) {
    if (error instanceof SettingsError) return error;
  }
  throw new Error('the settings were taken');
}

it('sound settings are taken, with the defaults', () => {
  expect(loadSettings(sound)).toMatchObject({
    agency: 'unit-one',
    profile: 'local',
    pool: 8,
    host: '127.0.0.1',
    port: 4005,
    businessClock: 'wall',
    logLevel: 'info',
    consoleDir: null,
    demoPeopleFile: null,
    metricsToken: null,
  });
});

it('without a profile the service is in production', () => {
  expect(refused({ SUP_PROFILE: undefined }).variables).toEqual(['SUP_PUBLIC_ORIGIN']);
});

it.each([
  ['SUP_AGENCY', 'Unit One'],
  ['SUP_DATABASE_URL', 'mysql://127.0.0.1/x'],
  ['SUP_NATS_URL', '127.0.0.1:4222'],
  ['SUP_NATS_MONITOR_URL', 'nats://127.0.0.1'],
  ['SUP_KEYS_FILE', '/nowhere/keys.json'],
  ['SUP_NATS_SEED_FILE', '/nowhere/seed'],
  ['SUP_PORT', '70000'],
  ['SUP_PORT', '-1'],
  ['SUP_PORT', '4e3'],
  ['SUP_POOL', '0'],
  ['SUP_PUBLIC_ORIGIN', 'http://unit.localhost:4005/'],
  ['SUP_PUBLIC_ORIGIN', 'unit.localhost'],
  ['SUP_PROFILE', 'test'],
  ['SUP_BUSINESS_CLOCK', 'sundial'],
  ['SUP_LOG_LEVEL', 'loud'],
  ['SUP_METRICS_TOKEN', 'short'],
])('%s = "%s" is refused by name, in Chinese and English', (variable, value) => {
  const error = refused({ [variable]: value });
  expect(error.variables).toEqual([variable]);
  expect(error.message).toMatch(new RegExp(`${variable}: .*\\p{Script=Han}.* / \\w`, 'u'));
});

it('an empty variable is a missing one, and all that is missing is listed at once', () => {
  expect(refused({ SUP_DATABASE_URL: '', SUP_FILES_DIR: undefined }).variables).toEqual([
    'SUP_DATABASE_URL',
    'SUP_FILES_DIR',
  ]);
});

it('the message never repeats a value: it may be a password', () => {
  expect(refused({ SUP_DATABASE_URL: 'secret-word' }).message).not.toContain('secret-word');
});

describe('in production', () => {
  const production = { SUP_PROFILE: 'production', SUP_PUBLIC_ORIGIN: 'https://unit.example.test' };

  it('a service on https with the wall clock starts', () => {
    expect(loadSettings({ ...sound, ...production }).profile).toBe('production');
  });

  it.each([
    ['SUP_BUSINESS_CLOCK', 'adjustable'],
    ['SUP_PUBLIC_ORIGIN', 'http://unit.example.test'],
    ['SUP_KEYS_FILE', '/nowhere/keys.json'],
    ['SUP_KEYS_FILE', undefined],
  ])('%s = %s is refused', (variable, value) => {
    expect(refused({ ...production, [variable]: value }).variables).toEqual([variable]);
  });

  it('demonstration people are refused', () => {
    const error = refused({ ...production, SUP_DEMO_PEOPLE_FILE: join(folder, 'file') });
    expect(error.variables).toEqual(['SUP_DEMO_PEOPLE_FILE']);
  });
});
