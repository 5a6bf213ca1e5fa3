import { answerPriorGuessable } from './answer-prior-guessable'
import { blindSolvable } from './blind-solvable'
import { contaminatedSuspect } from './contaminated-suspect'
import { dead } from './dead'
import type { Flag } from './flag'
import { mislabelSuspect } from './mislabel-suspect'
import { occlusionInsensitive } from './occlusion-insensitive'
import { orderInsensitive } from './order-insensitive'
import { saturated } from './saturated'
import { selectionBiased } from './selection-biased'
import { visuallyNecessary } from './visually-necessary'

/** Every flag, in the order in which pages show them. */
export const flags: readonly Flag[] = [
  blindSolvable,
  visuallyNecessary,
  orderInsensitive,
  occlusionInsensitive,
  selectionBiased,
  answerPriorGuessable,
  contaminatedSuspect,
  mislabelSuspect,
  saturated,
  dead,
]
