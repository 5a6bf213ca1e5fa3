import type { Benchmark } from './benchmark'
import { petsClasses, petsZeroShot } from './classes/pets'
import { classificationSet } from './classification-set'

/** Oxford-IIIT Pets (Parkhi et al. 2012): 37 breeds of cats and dogs. */
export const pets: Benchmark = classificationSet({
  id: 'pets',
  title: 'Oxford-IIIT Pets',
  files: ['pets', 'oxford-iiit-pet', 'vtab-pets'],
  question: 'What type of pet breed is in this photo?',
  classes: petsClasses,
  zeroShot: petsZeroShot,
  licence: {
    terms: 'CC BY-SA 4.0',
    basis: 'reported',
    show: 'items',
    export: 'items',
    nonCommercial: false,
    credit: 'Oxford-IIIT Pets, Parkhi et al. 2012, CC BY-SA 4.0',
  },
})
