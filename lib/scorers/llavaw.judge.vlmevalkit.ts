import { llavawJudge } from './llavaw-judge'
import type { JudgedScorer } from './scorer'

export const llavawJudgeVlmevalkit: JudgedScorer = llavawJudge('llavaw.judge.vlmevalkit', 'vlmevalkit')
