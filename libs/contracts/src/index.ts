export * from './agencies.ts';
export * from './vocabularies.ts';
export * from './facts/index.ts';
export * from './signals/index.ts';
export * from './misconduct.ts';
export * from './secrecy.ts';
export { foldVariants } from './variants.ts';
export { buildAsyncApi, factsParcelSchema, parcelHeaderSchema } from './asyncapi.ts';
