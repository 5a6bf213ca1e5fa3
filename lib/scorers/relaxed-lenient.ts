import { readPythonList } from './python-list'
import { strip } from './python-space'
import type { Reading } from './reading'
import { relaxedMatch } from './relaxed-number'

/**
 * The lenient reading of ChartQA: without a final period, currency and thousands commas, against any member of the
 * gold. Some models end every answer with a period and lose half of their points by that alone.
 */
export function relaxedLeniently(prediction: string, gold: string): Reading {
  const said = bared(prediction)
  const golds = (readPythonList(gold) ?? [gold]).map(bared)
  const holds = golds.some(one => relaxedMatch(said, one).holds)
  return { parsed: said, rule: 'without-marks', value: holds ? 1 : 0 }
}

function bared(text: string): string {
  return strip(text)
    .replace(/\.$/, '')
    .replace(/^([+-]?)[$€£¥]\s*/, '$1')
    .replace(/(\d),(?=\d{3}\b)/g, '$1')
}
