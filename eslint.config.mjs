import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

// What each layer may import. `npm run check` writes the project graph first: without it the Nx rule skips itself.
const layers = [
  ['layer:kernel', [], []],
  ['layer:contracts', ['layer:kernel'], ['zod']],
  ['layer:platform', ['layer:kernel', 'layer:contracts', 'layer:platform']],
  ['layer:capability', ['layer:kernel', 'layer:contracts', 'layer:platform']],
  ['layer:testing', ['layer:kernel', 'layer:contracts', 'layer:platform']],
  ['layer:app', ['layer:kernel', 'layer:contracts', 'layer:platform', 'layer:capability']],
  ['layer:console', ['layer:kernel', 'layer:contracts', 'layer:platform', 'layer:capability']],
  ['layer:deploy', ['layer:kernel', 'layer:contracts', 'layer:platform', 'layer:capability']],
  [
    'layer:tests',
    ['layer:kernel', 'layer:contracts', 'layer:platform', 'layer:capability', 'layer:testing', 'layer:deploy'],
  ],
];
const boundaries = (also = []) => [
  'error',
  {
    allow: [],
    depConstraints: layers.map(([sourceTag, to, npm]) => ({
      sourceTag,
      onlyDependOnLibsWithTags: [...to, ...also],
      ...(npm && !also.length ? { allowedExternalImports: npm } : {}),
    })),
  },
];

const agencyNames = {
  selector:
    'Literal[value=/^(committee-supervision|procuratorate-supervision|unit-review|information-sharing|discipline-intake|plc|proc|proc-c|police|police-c|court|court-c|justice|justice-c|proc-internal|proc-internal-c|disc|disc-c)$/]',
  message: 'Libraries know parties, never agencies: take the agency from the settings or a data table (STYLE.md 5.4).',
};
const impurities = [
  {
    selector: "NewExpression[callee.name='Date']",
    message: 'A protocol takes time as an argument; it never reads a clock.',
  },
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'A protocol takes time as an argument; it never reads a clock.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'A protocol is deterministic: take the value as an argument.',
  },
];
const specs = ['**/*.spec.ts'];

export default tseslint.config(
  { ignores: ['**/dist', '**/.nx', '**/.network', '**/.test', '**/*.mjs', '**/*.cjs', '**/vite.config.ts'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './apps/console/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { '@nx': nx },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@nx/enforce-module-boundaries': boundaries(),
      'max-lines': ['error', { max: 400, skipComments: true }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', { max: 5 }],
    },
  },
  {
    // Contracts spell the kinds of agencies, some of which are also a local agency's id.
    files: ['libs/**/*.ts'],
    ignores: ['libs/testing/**', 'libs/contracts/**', ...specs],
    rules: { 'no-restricted-syntax': ['error', agencyNames] },
  },
  {
    files: ['libs/*/src/protocol/**/*.ts', 'libs/kernel/src/**/*.ts'],
    ignores: [...specs, 'libs/kernel/src/clock.ts'],
    rules: {
      'no-restricted-syntax': ['error', agencyNames, ...impurities],
      'no-restricted-globals': ['error', 'process', 'setTimeout', 'setInterval', 'fetch', 'performance'],
    },
  },
  {
    files: specs,
    rules: {
      '@nx/enforce-module-boundaries': boundaries(['layer:testing']),
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  { files: ['tests/**/*.ts', 'apps/console/**/*.tsx'], rules: { 'max-lines-per-function': 'off' } },
);
