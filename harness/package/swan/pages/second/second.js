/* A page to go to. */
Page({});
