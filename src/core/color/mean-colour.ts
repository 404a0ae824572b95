/** Mean colour of ImageNet in 0..1, red, green, blue: the usual padding of models that normalise inside the graph. */
export const MEAN_COLOUR = [0.485, 0.456, 0.406] as const;
