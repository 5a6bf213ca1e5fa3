import type { Family } from './family'
import { llava } from './llava'
import { llavaNext } from './llava-next'
import { llavaOnevision } from './llava-onevision'

export const families: readonly Family[] = [llava, llavaNext, llavaOnevision]
