import { mcqVlmevalkit } from './mcq.vlmevalkit'
import type { Scorer } from './scorer'
import { yesnoLmmsEval } from './yesno.lmms-eval'

/** Every scorer, one file each, named by its id. */
export const scorers: readonly Scorer[] = [mcqVlmevalkit, yesnoLmmsEval]
