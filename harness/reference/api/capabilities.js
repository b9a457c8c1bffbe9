/**
 * What `swan.canIUse` answers yes to: by name of a function, class or component, the paths behind it. The forms are
 * `function.method.param.option`, `class.method.param.option` and `component.attribute.option`, where a method is
 * object, success, callback or return. A prefix of a path needs no entry of its own. `fail` and `complete` are never
 * listed.
 */

/** @param {string} text Paths with spaces between them. */
const words = (text) => text.trim().split(/\s+/);

const SYSTEM_INFO = words(`
  brand model pixelRatio screenWidth screenHeight windowWidth windowHeight statusBarHeight
  navigationBarHeight language version system platform fontSizeSetting SDKVersion host cacheLocation
  swanNativeVersion devicePixelRatio notificationAuthorized cameraAuthorized locationAuthorized
  microphoneAuthorized locationEnabled wifiEnabled safeArea
`);

/** @type {Record<string, string[]>} */
export const capabilities = {
  setStorage: words("object.key object.data"),
  setStorageSync: [],
  getStorage: words("object.key success.data"),
  getStorageSync: [],
  removeStorage: words("object.key"),
  removeStorageSync: [],
  clearStorage: [],
  clearStorageSync: [],
  getStorageInfo: words("success.keys success.currentSize success.limitSize"),
  getStorageInfoSync: [],
  request: words(`
    object.url object.data object.header object.method.OPTIONS object.method.GET object.method.HEAD
    object.method.POST object.method.PUT object.method.DELETE object.dataType.string
    object.dataType.json object.responseType.text object.responseType.arraybuffer success.data
    success.statusCode success.header return.RequestTask
  `),
  downloadFile: words(`
    object.url object.header object.filePath success.tempFilePath success.statusCode
    return.DownloadTask
  `),
  uploadFile: words(`
    object.url object.filePath object.name object.header object.formData success.data
    success.statusCode return.UploadTask
  `),
  saveFile: words("object.tempFilePath success.savedFilePath"),
  getFileInfo: words("object.filePath object.digestAlgorithm.md5 object.digestAlgorithm.sha1 success.size success.digest"),
  getSavedFileList: words("success.fileList"),
  getSavedFileInfo: words("object.filePath success.size success.createTime"),
  removeSavedFile: words("object.filePath"),
  connectSocket: words("object.url object.header object.protocols return.SocketTask"),
  sendSocketMessage: words("object.data"),
  closeSocket: words("object.code object.reason"),
  onSocketOpen: words("callback.header"),
  onSocketMessage: words("callback.data callback.dataType"),
  onSocketError: [],
  onSocketClose: [],
  navigateTo: words("object.url"),
  redirectTo: words("object.url"),
  reLaunch: words("object.url"),
  switchTab: words("object.url"),
  navigateBack: words("object.delta"),
  showToast: words(`
    object.title object.icon.success object.icon.loading object.icon.none object.image
    object.duration object.mask
  `),
  hideToast: [],
  showLoading: words("object.title object.mask"),
  hideLoading: [],
  showModal: words(`
    object.title object.content object.showCancel object.cancelText object.cancelColor
    object.confirmText object.confirmColor success.confirm success.cancel
  `),
  showFavoriteGuide: words("object.type object.content"),
  showActionSheet: words("object.itemList object.itemColor success.tapIndex"),
  setNavigationBarTitle: words("object.title"),
  setNavigationBarColor: words(`
    object.frontColor.#ffffff object.frontColor.#000000 object.backgroundColor object.animation.duration
    object.animation.timingFunc.linear object.animation.timingFunc.easeIn object.animation.timingFunc.easeOut
    object.animation.timingFunc.easeInOut
  `),
  showNavigationBarLoading: [],
  hideNavigationBarLoading: [],
  getMenuButtonBoundingClientRect: words("return.width return.height return.top return.right return.bottom return.left"),
  setTabBarBadge: words("object.index object.text"),
  removeTabBarBadge: words("object.index"),
  showTabBarRedDot: words("object.index"),
  hideTabBarRedDot: words("object.index"),
  setTabBarStyle: words("object.color object.selectedColor object.backgroundColor object.borderStyle"),
  setTabBarItem: words("object.index object.text object.iconPath object.selectedIconPath"),
  showTabBar: words("object.animation"),
  hideTabBar: words("object.animation"),
  setBackgroundColor: words("object.backgroundColor object.backgroundColorTop object.backgroundColorBottom"),
  setBackgroundTextStyle: words("object.textStyle.light object.textStyle.dark"),
  pageScrollTo: words("object.scrollTop object.duration"),
  createSelectorQuery: [],
  createIntersectionObserver: [],
  startPullDownRefresh: [],
  stopPullDownRefresh: [],
  onAppShow: words("callback.scene callback.path callback.query callback.entryType.user"),
  offAppShow: [],
  onAppHide: [],
  offAppHide: [],
  onError: [],
  offError: [],
  onPageNotFound: words("callback.path callback.query callback.isEntryPage"),
  offPageNotFound: [],
  onMemoryWarning: words("callback.level"),
  onUserCaptureScreen: [],
  getURLQuery: [],
  setURLQuery: [],
  getSystemInfo: SYSTEM_INFO.map((name) => `success.${name}`),
  getSystemInfoSync: SYSTEM_INFO.map((name) => `return.${name}`),
  getEnvInfoSync: words(`
    return.appKey return.appName return.lastAppURL return.sdkVersion return.scheme
    return.env.development
  `),
  getExtConfig: words("success.extConfig"),
  getExtConfigSync: words("return.extConfig"),
  getNetworkType: words(`
    success.networkType.wifi success.networkType.2g success.networkType.3g success.networkType.4g
    success.networkType.unknown success.networkType.none
  `),
  onNetworkStatusChange: words(`
    callback.isConnected callback.networkType.wifi callback.networkType.2g callback.networkType.3g
    callback.networkType.4g callback.networkType.none callback.networkType.unknown
  `),
  chooseImage: words(`
    object.count object.sizeType.original object.sizeType.compressed object.sourceType.album object.sourceType.camera
    success.tempFilePaths success.tempFiles.path success.tempFiles.size
  `),
  getImageInfo: words("object.src success.width success.height success.path success.orientation success.type"),
  compressImage: words("object.src object.quality success.tempFilePath"),
  previewImage: words("object.urls object.images object.current"),
  getLocation: words(`
    object.type.wgs84 object.type.gcj02 object.altitude success.latitude success.longitude success.speed success.accuracy
    success.altitude success.verticalAccuracy success.horizontalAccuracy success.street success.cityCode success.city
    success.country success.countryCode success.province success.streetNumber success.district
  `),
  startLocationUpdate: [],
  stopLocationUpdate: [],
  onLocationChange: words("callback.latitude callback.longitude callback.speed callback.accuracy"),
  offLocationChange: [],
  getBatteryInfo: words("success.level success.isCharging"),
  getBatteryInfoSync: words("return.level return.isCharging"),
  getScreenBrightness: words("success.value"),
  setScreenBrightness: words("object.value"),
  setKeepScreenOn: words("object.keepScreenOn"),
  getSetting: words("success.authSetting"),
  getUpdateManager: words("return.UpdateManager"),
  setPageInfo: words(`
    object.title object.keywords object.description object.releaseDate object.articleTitle object.image object.video
    object.visit object.likes object.comments object.collects object.shares object.followers
  `),
  setDocumentTitle: words("object.title"),
  setMetaDescription: words("object.content"),
  setMetaKeywords: words("object.content"),
  login: words("object.timeout success.code"),
  isLoginSync: words("return.isLogin"),
  checkSession: [],
  getSwanId: words("success.errno success.data.swanid"),
  nextTick: [],
  canIUse: [],
  after: [],
  setClipboardData: words("object.data"),
  getClipboardData: words("success.data"),
  createCanvasContext: [],
  canvasGetImageData: words(`
    object.canvasId object.x object.y object.width object.height success.width success.height success.data
  `),
  canvasPutImageData: words("object.canvasId object.data object.x object.y object.width object.height"),
  canvasToTempFilePath: words(`
    object.x object.y object.width object.height object.destWidth object.destHeight object.canvasId
    object.fileType.jpg object.fileType.png object.quality success.tempFilePath
  `),
  createAnimation: words(`
    object.duration object.timingFunction.linear object.timingFunction.ease object.timingFunction.ease-in
    object.timingFunction.ease-in-out object.timingFunction.ease-out object.timingFunction.step-start
    object.timingFunction.step-end object.delay object.transformOrigin
  `),

  UpdateManager: words("onCheckForUpdate.callback.hasUpdate onUpdateReady onUpdateFailed applyUpdate"),
  RequestTask: words("abort"),
  DownloadTask: words(`
    abort onProgressUpdate.callback.progress onProgressUpdate.callback.totalBytesWritten
    onProgressUpdate.callback.totalBytesExpectedToWrite
  `),
  UploadTask: words(`
    abort onProgressUpdate.callback.progress onProgressUpdate.callback.totalBytesSent
    onProgressUpdate.callback.totalBytesExpectedToSend
  `),
  SelectorQuery: words("in select selectAll selectViewport exec"),
  NodesRef: words("boundingClientRect scrollOffset fields"),
  IntersectionObserver: words("relativeTo relativeToViewport observe disconnect"),
  SocketTask: words(`
    close.object.code close.object.reason onClose onError onMessage.callback.data onOpen
    send.object.data
  `),

  view: [],
  text: [],
  button: words("type.primary type.default type.warn size.default size.mini disabled"),
  input: words(`
    value type.text type.number type.idcard type.digit password placeholder disabled maxlength focus
    bindinput bindfocus bindblur bindconfirm
  `),
  "scroll-view": words("scroll-x scroll-y bindscroll"),
  block: [],
  canvas: words("canvas-id"),

  sjs: [],
};
