export { chunkBytes, chunksOf, faultOfChunk, fileLimits, isHash, tagBytes } from './chunk.ts';
export { distinctNames, keptName, maxNameBytes } from './file-name.ts';
export { decodedText, downloadHeaders, isMarkup, isPolyglot, mediaTypeOf, sniffedBytes } from './media-type.ts';
export { secrecyInName, secrecyInText, textOfMarkup } from './secrecy.rules.ts';
