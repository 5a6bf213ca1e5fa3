import { expect, test } from 'vitest'
import { yesnoLmmsEval } from '#lib/scorers/yesno.lmms-eval'
import { itemOf } from './scored-item'

test.each([
  ['Yes.', 'yes', 'exact'],
  [' NO ', 'no', 'exact'],
  ['y', 'yes', 'initial'],
  ['N.', 'no', 'initial'],
  ['x', null, null],
  ['Yes, there is no cat', 'yes', 'first-four'],
  ['yes - clearly', 'yes', 'first-four'],
  ['Nobody', 'no', 'first-four'],
  ['"No"', 'no', 'first-four'],
  ['🦋 no', 'no', 'first-four'],
  ["There isn't", null, null],
  ['It is not.', null, null],
  ['', null, null],
] as const)('%j reads %s by %s', (prediction, parsed, rule) => {
  for (const answer of ['Yes', 'No']) {
    const outcome = yesnoLmmsEval.score(itemOf([], answer), prediction)
    if (parsed === null) expect(outcome).toMatchObject({ kind: 'unparsed' })
    else
      expect(outcome).toEqual({
        kind: 'scored',
        value: parsed === answer.toLowerCase() ? 1 : 0,
        parsed,
        rule,
      })
  }
})
