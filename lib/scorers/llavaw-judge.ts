import type { Outcome } from '../domain/outcome'
import { firstReadable } from './judge-replies'
import { llavawPrompt } from './llavaw-prompt'
import { type LlavawPair, type LlavawReader, readLlavawReply } from './llavaw-reply'
import type { JudgedScorer } from './scorer'

const attempts = 5

/**
 * LLaVA-Bench-in-the-Wild as it is judged everywhere, its grades read by one of two readers. The references keep a
 * reply without two grades as −1 and −1, and take grades beyond the scale; here the judge is asked again, and after
 * five tries the item has no score.
 */
export function llavawJudge(id: string, reader: LlavawReader): JudgedScorer {
  return {
    id,
    prompt: 'ours-1',
    attempts,
    request: (item, prediction) => ({
      messages: llavawPrompt(item, prediction),
      temperature: 0.2,
      maxTokens: 1024,
    }),
    read(_item, _prediction, replies): Outcome | null {
      const pair = firstReadable(replies, reply => onScale(readLlavawReply(reader, reply)))?.read
      if (pair) {
        const { reference, model } = pair
        const parsed = `${reference} ${model}`
        return { kind: 'scored', value: model / 10, against: reference / 10, parsed, rule: 'judge' }
      }
      if (replies.length < attempts) return null
      return { kind: 'not-scored', reason: `judge failed: no two scores in ${attempts} replies` }
    },
  }
}

function onScale(pair: LlavawPair | null): LlavawPair | null {
  return pair && [pair.reference, pair.model].every(grade => grade >= 0 && grade <= 10) ? pair : null
}
