import { chartqaRelaxedLmmsEval } from './chartqa.relaxed.lmms-eval'
import { chartqaRelaxedVlmevalkit } from './chartqa.relaxed.vlmevalkit'
import { classifyLoglik } from './classify.loglik'
import { classifyMap } from './classify.map'
import { classifyVlmclassifier } from './classify.vlmclassifier'
import { gsm8kFlexible } from './gsm8k.flexible'
import { gsm8kHashLmEval } from './gsm8k.hash-lm-eval'
import { gsm8kHashOfficial } from './gsm8k.hash-official'
import { gsm8kStrictCot } from './gsm8k.strict-cot'
import { llavawJudgeLmmsEval } from './llavaw.judge.lmms-eval'
import { llavawJudgeVlmevalkit } from './llavaw.judge.vlmevalkit'
import { llavawOffline } from './llavaw.offline'
import { mathvistaJudgeOfficial } from './mathvista.judge.official'
import { mathvistaJudgeVlmevalkit } from './mathvista.judge.vlmevalkit'
import { mathvistaOfficial } from './mathvista.official'
import { mathvistaRules } from './mathvista.rules'
import { mathvistaVlmevalkit } from './mathvista.vlmevalkit'
import { mcqAi2dLmmsEval } from './mcq.ai2d.lmms-eval'
import { mcqJudgeVlmevalkit } from './mcq.judge.vlmevalkit'
import { mcqMmstarLmmsEval } from './mcq.mmstar.lmms-eval'
import { mcqMmstarOfficial } from './mcq.mmstar.official'
import { mcqMmvpLmmsEval } from './mcq.mmvp.lmms-eval'
import { mcqQbenchLmmsEval } from './mcq.qbench.lmms-eval'
import { mcqSqaLlava } from './mcq.sqa.llava'
import { mcqSqaLmmsEval } from './mcq.sqa.lmms-eval'
import { mcqVlmevalkit } from './mcq.vlmevalkit'
import { mmvetJudgeOfficial } from './mmvet.judge.official'
import { mmvetJudgeVlmevalkit } from './mmvet.judge.vlmevalkit'
import { mmvetOffline } from './mmvet.offline'
import type { AnyScorer } from './scorer'
import { yesnoJudgeVlmevalkit } from './yesno.judge.vlmevalkit'
import { yesnoLmmsEval } from './yesno.lmms-eval'
import { yesnoMmeOfficial } from './yesno.mme-official'
import { yesnoVlmevalkit } from './yesno.vlmevalkit'

/** Every scorer, one file each, named by its id. */
export const scorers: readonly AnyScorer[] = [
  chartqaRelaxedLmmsEval,
  chartqaRelaxedVlmevalkit,
  classifyLoglik,
  classifyMap,
  classifyVlmclassifier,
  gsm8kFlexible,
  gsm8kHashLmEval,
  gsm8kHashOfficial,
  gsm8kStrictCot,
  llavawJudgeLmmsEval,
  llavawJudgeVlmevalkit,
  llavawOffline,
  mathvistaJudgeOfficial,
  mathvistaJudgeVlmevalkit,
  mathvistaOfficial,
  mathvistaRules,
  mathvistaVlmevalkit,
  mcqAi2dLmmsEval,
  mcqJudgeVlmevalkit,
  mcqMmstarLmmsEval,
  mcqMmstarOfficial,
  mcqMmvpLmmsEval,
  mcqQbenchLmmsEval,
  mcqSqaLlava,
  mcqSqaLmmsEval,
  mcqVlmevalkit,
  mmvetJudgeOfficial,
  mmvetJudgeVlmevalkit,
  mmvetOffline,
  yesnoJudgeVlmevalkit,
  yesnoLmmsEval,
  yesnoMmeOfficial,
  yesnoVlmevalkit,
]
