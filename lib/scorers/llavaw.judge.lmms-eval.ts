import { llavawJudge } from './llavaw-judge'
import type { JudgedScorer } from './scorer'

export const llavawJudgeLmmsEval: JudgedScorer = llavawJudge('llavaw.judge.lmms-eval', 'lmms-eval')
