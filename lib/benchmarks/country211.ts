import type { Benchmark } from './benchmark'
import { country211Classes, country211ZeroShot } from './classes/country211'
import { classificationSet } from './classification-set'

/** Country211 (Radford et al. 2021): in which of 211 countries a photo was taken. */
export const country211: Benchmark = classificationSet({
  id: 'country211',
  title: 'Country211',
  files: ['country211'],
  question: 'What type of country is in this photo?',
  classes: country211Classes,
  zeroShot: country211ZeroShot,
  licence: {
    terms: 'Per picture, of YFCC100M; not shown',
    basis: 'none',
    show: 'nothing',
    export: 'nothing',
    nonCommercial: true,
    credit: 'Country211, Radford et al. 2021',
  },
})
