// Own TypeScript and the ESM-only packages below are compiled to CommonJS, so that no node flag is needed.
const typescript = {
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'commonjs' },
  jsc: {
    target: 'es2023',
    keepClassNames: true,
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
};
const esmPackage = {
  swcrc: false,
  module: { type: 'commonjs' },
  jsc: { target: 'es2023', parser: { syntax: 'ecmascript' } },
};
const compiled =
  '(?:@nestjs|jose|canonicalize|temporal-[^/]+|@noble|@scure|@sparticuz|file-type|strtok3|token-types|uint8array-extras|@tokenizer|@borewit)';

export default {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  // A guard against hanging, not a measurement: machines under load are slow.
  testTimeout: 60_000,
  testMatch: ['**/*.spec.ts'],
  modulePathIgnorePatterns: ['/dist/', '/\\.network/', '/\\.test/'],
  moduleNameMapper: {
    '^canonicalize$': '<rootDir>/node_modules/canonicalize/lib/canonicalize.js',
    // Below supertest; their `module-sync` door is ESM, which a CommonJS suite cannot enter.
    '^((?:async-|generator-|async-generator-)function)$': '<rootDir>/node_modules/$1/index.js',
  },
  testEnvironmentOptions: {
    customExportConditions: ['node', 'node-addons', 'module-sync', 'require', 'default'],
  },
  transform: {
    '\\.ts$': ['@swc/jest', typescript],
    [`/node_modules/${compiled}/.+\\.m?js$`]: ['@swc/jest', esmPackage],
  },
  transformIgnorePatterns: [`/node_modules/(?!${compiled}/)`],
};
