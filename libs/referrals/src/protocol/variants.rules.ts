export { foldVariants } from '@sup/contracts';
