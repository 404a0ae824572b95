/** Outlines drawn by hand on enlargements of the bundled photographs. */

export interface Outline {
  readonly name: string;
  readonly group?: string;
  readonly partOf?: string;
  /** x, y pairs on the enlargement. */
  readonly ring?: readonly number[];
  /** Centre and radii on the enlargement, for round things. */
  readonly ellipse?: readonly [number, number, number, number];
  /** Names of other outlines that belong to this one too. */
  readonly with?: readonly string[];
  /** Names of outlines that lie in front of this one. */
  readonly behind?: readonly string[];
}

export interface Photo {
  readonly id: string;
  readonly source: string;
  readonly title: string;
  readonly alt: string;
  readonly credit: string;
  readonly licence: string;
  readonly origin: string;
  readonly counts?: string;
  readonly width: number;
  readonly height: number;
  /** How many times larger the enlargement was. */
  readonly scale: number;
  readonly outlines: readonly Outline[];
}

const COINS: readonly (readonly [number, number, number, number])[] = [
  [134, 163, 66, 59],
  [302, 170, 58, 52],
  [467, 153, 70, 67],
  [648, 154, 71, 65],
  [828, 158, 62, 57],
  [1005, 131, 88, 84],
  [138, 374, 62, 62],
  [309, 378, 57, 55],
  [461, 383, 59, 52],
  [618, 374, 61, 59],
  [812, 358, 76, 73],
  [1010, 375, 58, 58],
  [133, 592, 55, 58],
  [307, 588, 65, 63],
  [464, 594, 58, 57],
  [638, 580, 71, 70],
  [821, 584, 69, 66],
  [1042, 561, 96, 93],
  [140, 781, 84, 83],
  [342, 798, 64, 64],
  [518, 786, 86, 77],
  [733, 791, 74, 71],
  [903, 791, 76, 75],
  [1074, 804, 68, 62],
];

const SCIKIT = 'scikit-image data folder (skimage.data)';

export const PHOTOS: readonly Photo[] = [
  {
    id: 'coffee',
    source: 'coffee.png',
    title: 'A cup of espresso',
    alt: 'A red cup of espresso on a red saucer with a spoon, on a wooden table.',
    credit: 'Rachel Michetti, courtesy of Pikolo Espresso Bar',
    licence: 'CC0 1.0',
    origin: SCIKIT,
    width: 600,
    height: 400,
    scale: 1.7,
    outlines: [
      {
        name: 'cup',
        behind: ['spoon'],
        ring: [
          294, 190, 300, 140, 322, 97, 360, 62, 410, 40, 470, 31, 530, 37, 590, 55, 640, 85, 675, 120, 692, 160, 695,
          200, 690, 240, 676, 290, 658, 342, 640, 378, 615, 404, 585, 438, 556, 462, 520, 478, 480, 486, 448, 483, 430,
          475, 415, 490, 398, 508, 380, 523, 355, 521, 336, 508, 333, 485, 340, 455, 352, 420, 362, 404, 335, 372, 314,
          325, 300, 270, 294, 220,
        ],
      },
      {
        name: 'coffee',
        partOf: 'cup',
        ring: [
          346, 240, 355, 210, 380, 182, 420, 168, 470, 161, 520, 163, 565, 177, 600, 202, 622, 235, 628, 265, 610, 295,
          575, 318, 530, 327, 480, 328, 430, 318, 390, 295, 362, 268,
        ],
      },
      {
        name: 'spoon',
        ring: [
          676, 122, 690, 114, 710, 116, 721, 130, 718, 150, 708, 175, 700, 200, 690, 240, 678, 290, 664, 340, 655, 385,
          652, 402, 672, 425, 688, 452, 691, 482, 680, 515, 655, 540, 625, 552, 595, 550, 570, 530, 556, 500, 555, 465,
          570, 430, 595, 412, 628, 402, 640, 378, 658, 342, 676, 290, 690, 240, 696, 205, 694, 160, 688, 140,
        ],
      },
      {
        name: 'cup, saucer and spoon',
        with: ['cup', 'spoon'],
        ring: [
          300, 122, 260, 140, 215, 175, 175, 220, 148, 275, 132, 335, 130, 390, 140, 440, 160, 490, 195, 540, 240, 585,
          300, 625, 370, 650, 450, 661, 530, 660, 610, 645, 680, 612, 740, 565, 785, 505, 810, 440, 815, 390, 808, 330,
          790, 280, 760, 230, 722, 188, 690, 180, 500, 200, 300, 190,
        ],
      },
    ],
  },
  {
    id: 'astronaut',
    source: 'astronaut.png',
    title: 'An astronaut',
    alt: 'Eileen Collins in an orange space suit with her helmet, a flag and a model of the space shuttle behind her.',
    credit: 'NASA',
    licence: 'Public domain',
    origin: SCIKIT,
    width: 512,
    height: 512,
    scale: 2,
    outlines: [
      {
        name: 'astronaut',
        ring: [
          308, 185, 310, 150, 320, 110, 345, 85, 380, 65, 400, 45, 450, 33, 500, 38, 545, 65, 580, 95, 598, 135, 602,
          180, 590, 215, 570, 245, 552, 262, 538, 272, 530, 300, 518, 330, 510, 348, 540, 365, 575, 400, 600, 440, 610,
          475, 640, 480, 670, 500, 690, 540, 705, 590, 715, 650, 724, 697, 700, 703, 660, 722, 625, 755, 595, 800, 575,
          850, 560, 900, 553, 950, 553, 1024, 66, 1024, 50, 960, 45, 890, 38, 800, 48, 700, 62, 640, 85, 580, 105, 540,
          130, 505, 170, 470, 215, 430, 228, 405, 228, 380, 245, 345, 275, 315, 310, 300, 350, 297, 370, 297, 362, 262,
          345, 255, 338, 238, 320, 220,
        ],
      },
      {
        name: 'helmet',
        ring: [
          553, 1024, 553, 950, 560, 900, 575, 850, 595, 800, 625, 755, 660, 722, 700, 703, 750, 690, 800, 688, 850, 695,
          890, 712, 930, 745, 960, 785, 982, 830, 993, 880, 995, 910, 1010, 918, 1018, 945, 1018, 1000, 1015, 1024,
        ],
      },
      { name: 'mission patch', partOf: 'astronaut', ellipse: [341, 771, 75, 74] },
      { name: 'name tag', partOf: 'astronaut', ring: [555, 680, 656, 690, 658, 727, 635, 750, 563, 746] },
      {
        name: 'shuttle model',
        ring: [
          793, 60, 800, 30, 815, 5, 822, 0, 845, 0, 858, 15, 870, 45, 875, 85, 885, 80, 895, 85, 905, 105, 910, 130,
          908, 420, 912, 465, 915, 500, 918, 530, 905, 545, 940, 550, 940, 560, 880, 567, 790, 580, 745, 575, 738, 560,
          770, 540, 735, 542, 733, 530, 750, 490, 752, 465, 708, 455, 709, 435, 730, 395, 757, 365, 757, 240, 765, 200,
          760, 175, 760, 120, 768, 90, 778, 83, 790, 95,
        ],
      },
      {
        name: 'flag',
        ring: [
          0, 0, 82, 0, 100, 60, 115, 120, 130, 180, 150, 250, 170, 330, 190, 400, 190, 445, 150, 485, 130, 505, 105,
          540, 85, 580, 62, 640, 48, 700, 38, 800, 45, 890, 50, 960, 66, 1024, 0, 1024,
        ],
      },
    ],
  },
  {
    id: 'chelsea',
    source: 'chelsea.png',
    title: 'A cat',
    alt: 'The face of a tabby cat with green eyes.',
    credit: 'Stefan van der Walt',
    licence: 'CC0 1.0',
    origin: SCIKIT,
    width: 451,
    height: 300,
    scale: 2.2,
    outlines: [
      {
        name: 'left eye',
        group: 'eyes',
        ring: [
          302, 235, 308, 215, 325, 198, 350, 190, 385, 192, 415, 203, 438, 225, 448, 250, 447, 280, 435, 300, 415, 313,
          385, 318, 355, 312, 330, 298, 312, 275, 303, 252,
        ],
      },
      {
        name: 'right eye',
        group: 'eyes',
        ring: [
          652, 310, 655, 285, 665, 268, 685, 252, 710, 245, 735, 247, 747, 258, 750, 280, 745, 310, 730, 335, 710, 352,
          685, 357, 665, 348, 655, 335,
        ],
      },
      {
        name: 'nose',
        ring: [
          530, 512, 545, 503, 580, 502, 620, 508, 641, 515, 632, 528, 610, 545, 595, 565, 575, 578, 560, 575, 555, 558,
          545, 540,
        ],
      },
    ],
  },
  {
    id: 'coins',
    source: 'coins.png',
    title: 'Greek coins',
    alt: 'Twenty-four old Greek coins in four rows on a dark ground.',
    credit: 'Brooklyn Museum',
    licence: 'No known copyright restrictions',
    origin: SCIKIT,
    counts: 'coins',
    width: 384,
    height: 303,
    scale: 3,
    outlines: COINS.map((ellipse, i) => ({ name: `coin ${i + 1}`, group: 'coins', ellipse })),
  },
  {
    id: 'rocket',
    source: 'rocket.jpg',
    title: 'A rocket before launch',
    alt: 'A white rocket on its pad at dusk between four lattice towers and bright lamps.',
    credit: 'SpaceX',
    licence: 'CC0 1.0 (public domain)',
    origin: SCIKIT,
    width: 640,
    height: 427,
    scale: 1.7,
    outlines: [
      {
        name: 'rocket',
        ring: [
          529, 245, 537, 225, 547, 217, 557, 224, 566, 245, 568, 270, 568, 300, 563, 308, 563, 690, 532, 690, 534, 410,
          534, 308, 528, 300,
        ],
      },
    ],
  },
];
