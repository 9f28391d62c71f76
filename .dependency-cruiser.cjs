// Folders within a project, doors and cycles (STYLE.md 5.4). Edges between projects are Nx tags in eslint.config.mjs.
const inLib = (folder) => `^libs/([^/]+)/src/${folder}/`;
const spec = '\\.spec\\.ts$';
const rule = (name, from, to) => ({ name, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule('no-circular', {}, { circular: true }),
    rule(
      'protocol-is-pure',
      { path: inLib('protocol'), pathNot: [spec, '^libs/(messaging|files|audit|access|decisions)/'] },
      { pathNot: ['^libs/$1/src/protocol/', '^libs/(kernel|contracts)/src/'] },
    ),
    rule(
      'store-faces-inward',
      { path: inLib('store'), pathNot: spec },
      { path: '^libs/$1/src/(service|http|messages)/' },
    ),
    rule('service-faces-inward', { path: inLib('service'), pathNot: spec }, { path: '^libs/$1/src/(http|messages)/' }),
    rule('http-does-not-meet', { path: inLib('http'), pathNot: spec }, { path: '^libs/$1/src/(messages|store)/' }),
    rule('messages-do-not-meet', { path: inLib('messages'), pathNot: spec }, { path: '^libs/$1/src/http/' }),
    rule(
      'console-sees-protocol-only',
      { path: '^apps/console/' },
      { path: '^libs/(?!kernel|contracts)', pathNot: '/src/protocol/' },
    ),
    rule(
      'one-door',
      { path: '^(libs|apps|tests)/([^/]+)/' },
      { path: '^libs/([^/]+)/', pathNot: ['^libs/$2/', '^libs/[^/]+/src/(index|protocol/index)\\.ts$'] },
    ),
    rule(
      'production-does-not-import-tests',
      { path: '^(apps|libs)/', pathNot: [spec, '^libs/testing/'] },
      { path: [spec, '^libs/testing/', '^tests/'] },
    ),
    rule('resolved', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '(^|/)(dist|\\.network|\\.test)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
