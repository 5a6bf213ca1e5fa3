import type { Benchmark } from './benchmark'
import { cifar100Classes, cifar100ZeroShot } from './classes/cifar-100'
import { classificationSet } from './classification-set'

/** CIFAR-100 (Krizhevsky 2009): 100 classes of small pictures. */
export const cifar100: Benchmark = classificationSet({
  id: 'cifar-100',
  title: 'CIFAR-100',
  files: ['cifar-100', 'cifar100', 'cifar-100-binary', 'vtab-cifar-100', 'cifar-100-binary_MINI'],
  question: 'What type of object is in this photo?',
  classes: cifar100Classes,
  zeroShot: cifar100ZeroShot,
  licence: {
    terms: 'No licence stated',
    basis: 'none',
    show: 'nothing',
    export: 'nothing',
    nonCommercial: true,
    credit: 'CIFAR-100, Krizhevsky 2009',
  },
})
