import type { Family } from './family'
import { llava } from './llava'

/** Every family, one file each, named by its `model_type`. */
export const families: readonly Family[] = [llava]
