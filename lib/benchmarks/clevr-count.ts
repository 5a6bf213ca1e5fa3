import type { Benchmark } from './benchmark'
import { clevrCountClasses, clevrCountZeroShot } from './classes/clevr-count'
import { classificationSet } from './classification-set'

/** CLEVR count (Johnson et al. 2017): three to ten rendered objects. */
export const clevrCount: Benchmark = classificationSet({
  id: 'clevr-count',
  title: 'CLEVR count',
  files: ['clevr-count', 'CLEVR_v1.0', 'vtab-clevr_count_all'],
  question: 'How many objects are in this photo?',
  classes: clevrCountClasses,
  zeroShot: clevrCountZeroShot,
  licence: {
    terms: 'CC BY 4.0',
    basis: 'reported',
    show: 'items',
    export: 'items',
    nonCommercial: false,
    credit: 'CLEVR, Johnson et al. 2017, CC BY 4.0',
  },
})
