import type { Benchmark } from './benchmark'
import { food101Classes, food101ZeroShot } from './classes/food101'
import { classificationSet } from './classification-set'

/** Food101 (Bossard et al. 2014): 101 dishes. */
export const food101: Benchmark = classificationSet({
  id: 'food101',
  title: 'Food101',
  files: ['food101', 'food-101'],
  question: 'What type of food is in this photo?',
  classes: food101Classes,
  zeroShot: food101ZeroShot,
  licence: {
    terms: 'No licence stated; pictures from the web, not shown',
    basis: 'none',
    show: 'nothing',
    export: 'nothing',
    nonCommercial: true,
    credit: 'Food-101, Bossard et al. 2014',
  },
})
