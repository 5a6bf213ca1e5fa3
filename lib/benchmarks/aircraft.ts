import type { Benchmark } from './benchmark'
import { aircraftClasses, aircraftZeroShot } from './classes/aircraft'
import { classificationSet } from './classification-set'

/** FGVC-Aircraft (Maji et al. 2013): 100 variants of aircraft. */
export const aircraft: Benchmark = classificationSet({
  id: 'aircraft',
  title: 'FGVC-Aircraft',
  files: ['aircraft', 'fgvc-aircraft', 'fgvc-aircraft-2013b', 'fgvc_aircraft'],
  question: 'What type of aircraft variant is in this photo?',
  classes: aircraftClasses,
  zeroShot: aircraftZeroShot,
  licence: {
    terms: 'Non-commercial research; photos of their authors, not shown',
    basis: 'reported',
    show: 'nothing',
    export: 'nothing',
    nonCommercial: true,
    credit: 'FGVC-Aircraft, Maji et al. 2013',
  },
})
