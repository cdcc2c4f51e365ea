/** Most models that a connection keeps by name, and the longest name. Others can be typed where a model is chosen. */
export const MAX_MODELS = 2_000;
export const MAX_MODEL_NAME = 200;
