export { chunkBytes, chunksOf, faultOfChunk, fileLimits, isHash, tagBytes } from './chunk.ts';
export { distinctNames, keptName, maxNameBytes } from './file-name.ts';
export { downloadHeaders, mediaTypeOf, sniffedBytes } from './media-type.ts';
