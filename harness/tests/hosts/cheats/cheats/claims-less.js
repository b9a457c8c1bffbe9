// What is wrong is not claimed.
Object.assign(swan, wrong);
