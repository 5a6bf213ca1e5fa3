import type { Benchmark } from './benchmark'
import { caltech101Classes, caltech101ZeroShot } from './classes/caltech101'
import { classificationSet } from './classification-set'

/** Caltech101 (Fei-Fei et al. 2004): 102 classes, the background among them. */
export const caltech101: Benchmark = classificationSet({
  id: 'caltech101',
  title: 'Caltech101',
  files: ['caltech101', 'vtab-caltech101', '101_ObjectCategories'],
  question: 'What type of object is in this photo?',
  classes: caltech101Classes,
  zeroShot: caltech101ZeroShot,
  licence: {
    terms: 'CC BY 4.0',
    basis: 'reported',
    show: 'items',
    export: 'items',
    nonCommercial: false,
    credit: 'Caltech101, Fei-Fei et al. 2004',
  },
})
