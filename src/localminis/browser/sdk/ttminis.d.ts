// Written by tools/write_types.py from the tables of spec/; change those instead.

export interface TTMinisError {
  error_code: number;
  error_msg: string;
  error_extra: Record<string, unknown>;
}

export interface TTMinisAdError {
  error_code: number;
  error_msg: string;
  sub_error_code?: number;
}

export type TTMinisEvent = "minis.launch" | "minis.show" | "minis.hide" | "minis.destroy" | "minis.share";

export interface TTMinisAd {
  show(): Promise<void>;
  onClose(callback: (result: { isEnded?: boolean }) => void): void;
  offClose(callback?: (result: { isEnded?: boolean }) => void): void;
  onError(callback: (error: TTMinisAdError) => void): void;
  offError(callback?: (error: TTMinisAdError) => void): void;
}

export type TTMinisListener = (event: { data: any; error?: TTMinisError }) => void;

export type TTMinisVideoReplacement =
  (video: HTMLVideoElement, replaceReason: string) => HTMLElement | null;

export interface InitOptions {
  clientKey: string;
}

export interface LoginOptions {
  scope?: string;
  returnScopes?: boolean;
}

export interface LoginResult {
  authResponse: { code: string; grantedScopes?: string } | null;
  error?: TTMinisError;
}

export interface AuthorizeOptions {
  scope?: string;
  returnScopes?: boolean;
}

export interface AuthorizeResult {
  authResponse: { code: string; grantedScopes?: string } | null;
  error?: TTMinisError;
}

export interface PayOptions {
  trade_order_id: string;
  log_extra?: Record<string, unknown>;
}

export interface PayResult {
  is_success: boolean;
  trade_order_id?: string;
  error?: TTMinisError;
}

export interface CheckBalanceOptions {
  type: "BEANS";
  amount: number;
}

export interface CheckBalanceResult {
  is_sufficient?: boolean;
  error?: TTMinisError;
}

export interface RechargeOptions {
  tier_id: string;
}

export interface RechargeResult {
  is_success: boolean;
  tier_id?: string;
  trade_order_id?: string;
  error?: TTMinisError;
}

export interface OpenBalanceOptions {
  type: "BEANS";
}

export interface OpenBalanceResult {
  is_success: boolean;
  error?: TTMinisError;
}

export interface NavigateToBalanceOptions {
  type: "BEANS";
}

export interface NavigateToBalanceResult {
  is_success: boolean;
  error?: TTMinisError;
}

export interface CreateSubscriptionOptions {
  trade_order_id: string;
}

export interface CreateSubscriptionResult {
  is_success: boolean;
  trade_order_id?: string;
  subscription_id?: string;
  error?: TTMinisError;
}

export interface ChangeSubscriptionOptions {
  trade_order_id: string;
}

export interface ChangeSubscriptionResult {
  is_success: boolean;
  trade_order_id?: string;
  subscription_id?: string;
  error?: TTMinisError;
}

export interface ReactivateSubscriptionOptions {
  trade_order_id: string;
}

export interface ReactivateSubscriptionResult {
  is_success: boolean;
  trade_order_id?: string;
  subscription_id?: string;
  error?: TTMinisError;
}

export interface ShowSurfaceCouponResult {
  is_success: boolean;
  coupon_discount?: string;
  error?: TTMinisError;
}

export interface HideRibbonResult {
  is_success: boolean;
  error?: TTMinisError;
}

export interface CreateRewardedVideoAdOptions {
  adUnitId: string;
}

export interface CreateInterstitialAdOptions {
  adUnitId: string;
}

export interface ShareOptions {
  title: string;
  desc?: string;
  imageUrl?: string;
  query?: Record<string, string> | string;
}

export interface ShareResult {
  is_success: boolean;
  error?: TTMinisError;
}

export interface ReportEventOptions {
  eventName: string;
  params: Record<string, unknown>;
}

export interface ReportEventResult {
  isSuccess: boolean;
  error?: TTMinisError;
}

export interface GetMenuButtonBoundingClientRectResult {
  width: number;
  height: number;
  top: number;
  right: number;
  bottom: number;
  left: number;
}

export interface SetNavigationBarColorOptions {
  frontColor: "#ffffff" | "#000000";
  backgroundColor: string;
}

export interface SetNavigationBarColorResult {
  is_success: boolean;
  error?: TTMinisError;
}

export interface GetDeviceInfoResult {
  bottomHeight: number;
  data?: { bottomHeight: string };
  screenWidth?: number;
  screenHeight?: number;
  platform?: string;
  system?: string;
}

export interface EnableCaptureResult {
  isSuccess: boolean;
  error?: TTMinisError;
}

export interface DisableCaptureResult {
  isSuccess: boolean;
  error?: TTMinisError;
}

export interface RequestSubscribeMessageOptions {
  tmplIds: string[];
}

export interface RequestSubscribeMessageResult {
  is_success: boolean;
  result?: Record<string, "accept" | "reject">;
  error?: TTMinisError;
}

export interface TTMinisTouch {
  identifier: number;
  clientX: number;
  clientY: number;
  pageX: number;
  pageY: number;
}

/** What `fail` gets: nested or flat as each page documents it; both while the SDK is tolerant. */
export interface TTMinisGameFailure {
  error?: TTMinisError;
  error_code?: number;
  error_msg?: string;
}

export interface TTMinisGameHandlers<Result> {
  success?: (result: Result) => void;
  fail?: (failure: TTMinisGameFailure) => void;
  complete?: () => void;
}

export interface TTMinisInnerAudio {
  src: string;
  autoplay: boolean;
  loop: boolean;
  volume: number;
  startTime: number;
  readonly paused: boolean;
  readonly currentTime: number;
  readonly duration: number;
  play(): void;
  pause(): void;
  stop(): void;
  seek(position: number): void;
  destroy(): void;
  onCanplay(listener: () => void): void;
  offCanplay(listener?: () => void): void;
  onPlay(listener: () => void): void;
  offPlay(listener?: () => void): void;
  onPause(listener: () => void): void;
  offPause(listener?: () => void): void;
  onStop(listener: () => void): void;
  offStop(listener?: () => void): void;
  onEnded(listener: () => void): void;
  offEnded(listener?: () => void): void;
  onTimeUpdate(listener: () => void): void;
  offTimeUpdate(listener?: () => void): void;
  onError(listener: (failure: TTMinisGameFailure) => void): void;
  offError(listener?: (failure: TTMinisGameFailure) => void): void;
}

export interface TTMinisGameInitOptions {
  clientKey: string;
}

export interface TTMinisGameRequestOptions {
  url: string;
  method?: string;
  data?: any;
  header?: Record<string, string>;
  timeout?: number;
  dataType?: "json" | "text";
  responseType?: "text" | "arraybuffer";
}

export interface TTMinisGameRequestResult {
  data: any;
  statusCode: number;
  header: Record<string, string>;
}

export interface TTMinisGameSetStorageOptions {
  key: string;
  data: any;
}

export interface TTMinisGameGetStorageOptions {
  key: string;
}

export interface TTMinisGameGetStorageResult {
  data: any;
}

export interface TTMinisGameRemoveStorageOptions {
  key: string;
}

export interface TTMinisGameGetStorageInfoResult {
  keys: string[];
  currentSize: number;
  limitSize: number;
}

export interface TTMinisGameGetStorageInfoSyncResult {
  keys: string[];
  currentSize: number;
  limitSize: number;
}

export interface TTMinisGameShowKeyboardOptions {
  defaultValue?: string;
  maxLength?: number;
  multiple?: boolean;
  confirmHold?: boolean;
  confirmType?: string;
}

export interface TTMinisGameUpdateKeyboardOptions {
  value: string;
}

export interface TTMinisGameOnKeyboardInputResult {
  value: string;
}

export interface TTMinisGameOnKeyboardHeightChangeResult {
  height: number;
}

export interface TTMinisGameOnKeyboardConfirmResult {
  value: string;
}

export interface TTMinisGameOnKeyboardCompleteResult {
  value: string;
}

export interface TTMinisGameGetNetworkTypeResult {
  networkType: string;
}

export interface TTMinisGameOnNetworkWeakChangeResult {
  weakNet: boolean;
  networkType: string;
}

export interface TTMinisGameOnTouchStartResult {
  touches: TTMinisTouch[];
  changedTouches: TTMinisTouch[];
  timeStamp: number;
}

export interface TTMinisGameOnTouchMoveResult {
  touches: TTMinisTouch[];
  changedTouches: TTMinisTouch[];
  timeStamp: number;
}

export interface TTMinisGameOnTouchEndResult {
  touches: TTMinisTouch[];
  changedTouches: TTMinisTouch[];
  timeStamp: number;
}

export interface TTMinisGameOnTouchCancelResult {
  touches: TTMinisTouch[];
  changedTouches: TTMinisTouch[];
  timeStamp: number;
}

export interface TTMinisGameSetKeepScreenOnOptions {
  keepScreenOn: boolean;
}

export interface TTMinisGameGetScreenBrightnessResult {
  value: number;
}

export interface TTMinisGameSetScreenBrightnessOptions {
  value: number;
}

export interface TTMinisGameFileSystemManagerreadFileOptions {
  filePath: string;
  encoding?: string;
}

export interface TTMinisGameFileSystemManagerreadFileResult {
  data: string | ArrayBuffer;
}

export interface TTMinisGameFileSystemManageraccessOptions {
  path: string;
}

export interface TTMinisGameFileSystemManagerwriteFileOptions {
  filePath: string;
  data: string | ArrayBuffer;
  encoding?: string;
}

export interface TTMinisGameFileSystemManagermkdirOptions {
  dirPath: string;
  recursive?: boolean;
}

export interface TTMinisGameFileSystemManagercopyFileOptions {
  srcPath: string;
  destPath: string;
}

export interface TTMinisGameFileSystemManagerappendFileOptions {
  filePath: string;
  data: string | ArrayBuffer;
  encoding?: string;
}

export interface TTMinisGameFileSystemManagertruncateOptions {
  filePath: string;
  length?: number;
}

export interface TTMinisGameFileSystemManagerunzipOptions {
  zipFilePath: string;
  targetPath: string;
}

export interface TTMinisGameFileSystemManagerreadZipEntryOptions {
  filePath: string;
  encoding?: string;
  entries?: "all" | { path: string; encoding?: string }[];
}

export interface TTMinisGameFileSystemManagerreadZipEntryResult {
  entries: Record<string, { data: string | ArrayBuffer; errMsg: string }>;
}

export interface TTMinisGameGetSystemInfoResult {
  pixelRatio: number;
  screenWidth: number;
  screenHeight: number;
  windowWidth: number;
  windowHeight: number;
  statusBarHeight?: number;
  safeArea?: { left: number; right: number; top: number; bottom: number; width: number; height: number };
  devicePixelRatio: number;
  deviceOrientation: "portrait" | "landscape";
  system: string;
  platform: "android" | "ios";
  language: string;
  SDKVersion: string;
  version: string;
}

export interface TTMinisGameGetSystemInfoSyncResult {
  pixelRatio: number;
  screenWidth: number;
  screenHeight: number;
  windowWidth: number;
  windowHeight: number;
  statusBarHeight?: number;
  safeArea?: { left: number; right: number; top: number; bottom: number; width: number; height: number };
  devicePixelRatio: number;
  deviceOrientation: "portrait" | "landscape";
  system: string;
  platform: "android" | "ios";
  language: string;
  SDKVersion: string;
  version: string;
}

export interface TTMinisGameGetWindowInfoResult {
  pixelRatio: number;
  screenWidth: number;
  screenHeight: number;
  windowWidth: number;
  windowHeight: number;
  statusBarHeight?: number;
  safeArea?: { left: number; right: number; top: number; bottom: number; width: number; height: number };
  screenTop: number;
}

export interface TTMinisGameGetMenuButtonBoundingClientRectResult {
  width: number;
  height: number;
  top: number;
  right: number;
  bottom: number;
  left: number;
}

export interface TTMinisGameConnectSocketOptions {
  url: string;
  header?: Record<string, string>;
  protocols?: string[];
}

export interface TTMinisGameSocketTasksendOptions {
  data: string | ArrayBuffer;
}

export interface TTMinisGameSocketTaskcloseOptions {
  code?: number;
  reason?: string;
}

export interface TTMinisGameSocketTaskonMessageResult {
  data: string | ArrayBuffer;
}

export interface TTMinisGameSocketTaskonCloseResult {
  code: number;
  reason: string;
}

export interface TTMinisGameSocketTaskonErrorResult {
  error_code: number;
  error_msg: string;
}

export interface TTMinisGameOnShowResult {
  scene: string;
  query: Record<string, string>;
}

export interface TTMinisGameGetLaunchOptionsSyncResult {
  scene: string;
  query: Record<string, string>;
}

export interface TTMinisGameGetEnterOptionsSyncResult {
  scene: string;
  query: Record<string, string>;
}

export interface TTMinisGameUpdateManageronCheckForUpdateResult {
  hasUpdate: boolean;
}

export interface TTMinisGameCreateRewardedVideoAdOptions {
  adUnitId: string;
}

export interface TTMinisGameRewardedVideoAdonCloseResult {
  isEnded?: boolean;
}

export interface TTMinisGameRewardedVideoAdonErrorResult {
  error_code: number;
  error_msg: string;
}

export interface TTMinisGameCreateInterstitialAdOptions {
  adUnitId: string;
}

export interface TTMinisGameInterstitialAdonCloseResult {
  isEnded?: boolean;
}

export interface TTMinisGameInterstitialAdonErrorResult {
  error_code: number;
  error_msg: string;
}

export interface TTMinisGamePayOptions {
  trade_order_id: string;
  log_extra?: Record<string, unknown>;
}

export interface TTMinisGamePayResult {
  is_success: boolean;
  trade_order_id?: string;
}

export interface TTMinisGameCheckBalanceOptions {
  amount: number;
  type?: "BEANS";
}

export interface TTMinisGameCheckBalanceResult {
  is_sufficient?: boolean;
}

export interface TTMinisGameRechargeOptions {
  tier_id: string;
}

export interface TTMinisGameRechargeResult {
  is_success: boolean;
  tier_id?: string;
  trade_order_id?: string;
}

export interface TTMinisGameNavigateToBalanceOptions {
  type?: "BEANS";
}

export interface TTMinisGameNavigateToBalanceResult {
  is_success: boolean;
}

export interface TTMinisGameLoginResult {
  code: string;
  grantedScopes?: string;
}

export interface TTMinisGameAuthorizeOptions {
  scope?: string;
}

export interface TTMinisGameAuthorizeResult {
  code: string;
  grantedScopes?: string;
}

export interface TTMinisGameGetShortcutMissionRewardResult {
  canReceiveReward: boolean;
}

export interface TTMinisGameGetEntranceMissionRewardResult {
  canReceiveReward: boolean;
}

export interface TTMinisGameShareToStoryOptions {
  title?: string;
  desc?: string;
  imageUrl?: string;
  query?: string;
}

export interface TTMinisGameShareAppMessageOptions {
  title?: string;
  imageUrl?: string;
  subtitle?: string;
  subTitle?: string;
  query?: string;
  templateType?: 1 | 2;
}

export interface TTMinisGamePreDownloadSubpackageOptions {
  name: string;
}

export interface TTMinisGamePreDownloadSubpackageTaskonProgressUpdateResult {
  progress: number;
  totalBytesWritten: number;
  totalBytesExpectedToWrite: number;
}

export interface TTMinisGameLoadSubpackageOptions {
  name: string;
}

export interface TTMinisGameLoadSubpackageTaskonProgressUpdateResult {
  progress: number;
  totalBytesWritten: number;
  totalBytesExpectedToWrite: number;
}

export interface TTMinisGameReportEventOptions {
  eventName: string;
  params?: Record<string, unknown>;
}

export interface TTMinisGameReportEventResult {
  isSuccess?: boolean;
}

export interface TTMinisGameSetLoadingProgressOptions {
  progress: number;
}

export interface TTMinisGameSetUserCloudStorageOptions {
  KVDataList: { key: string; value: string }[];
}

export interface TTMinisGameRemoveUserCloudStorageOptions {
  keyList: string[];
}

export interface TTMinisRequestTask {
  /** Ends the request; fail is called. */
  abort(): void;
}

export interface TTMinisUpdateManager {
  /** Told whether there is a new version. Needs TikTok 46.3.0 or newer. */
  onCheckForUpdate(listener: (event: TTMinisGameUpdateManageronCheckForUpdateResult) => void): void;
  /** The new version is there. Needs TikTok 46.3.0 or newer. */
  onUpdateReady(listener: () => void): void;
  /** The download failed. Needs TikTok 46.3.0 or newer. */
  onUpdateFailed(listener: () => void): void;
  /** The simulator loads the game anew. Needs TikTok 46.3.0 or newer. */
  applyUpdate(): void;
}

export interface TTMinisFileSystemManager {
  /** readFile on the files of getFileSystemManager. */
  readFile(options: TTMinisGameFileSystemManagerreadFileOptions & TTMinisGameHandlers<TTMinisGameFileSystemManagerreadFileResult>): void;
  /** readFile on the files of getFileSystemManager. */
  readFileSync(filePath: string, encoding?: string): string | ArrayBuffer;
  /** access on the files of getFileSystemManager. */
  access(options: TTMinisGameFileSystemManageraccessOptions & TTMinisGameHandlers<{}>): void;
  /** access on the files of getFileSystemManager. */
  accessSync(path: string): void;
  /** writeFile on the files of getFileSystemManager. */
  writeFile(options: TTMinisGameFileSystemManagerwriteFileOptions & TTMinisGameHandlers<{}>): void;
  /** writeFile on the files of getFileSystemManager. */
  writeFileSync(filePath: string, data: string | ArrayBuffer, encoding?: string): void;
  /** mkdir on the files of getFileSystemManager. */
  mkdir(options: TTMinisGameFileSystemManagermkdirOptions & TTMinisGameHandlers<{}>): void;
  /** mkdir on the files of getFileSystemManager. */
  mkdirSync(dirPath: string, recursive?: boolean): void;
  /** copyFile on the files of getFileSystemManager. */
  copyFile(options: TTMinisGameFileSystemManagercopyFileOptions & TTMinisGameHandlers<{}>): void;
  /** copyFile on the files of getFileSystemManager. */
  copyFileSync(srcPath: string, destPath: string): void;
  /** appendFile on the files of getFileSystemManager. */
  appendFile(options: TTMinisGameFileSystemManagerappendFileOptions & TTMinisGameHandlers<{}>): void;
  /** appendFile on the files of getFileSystemManager. */
  appendFileSync(filePath: string, data: string | ArrayBuffer, encoding?: string): void;
  /** truncate on the files of getFileSystemManager. */
  truncate(options: TTMinisGameFileSystemManagertruncateOptions & TTMinisGameHandlers<{}>): void;
  /** truncate on the files of getFileSystemManager. */
  truncateSync(filePath: string, length?: number): void;
  /** Unpacks a zip of the app or the user's folder. */
  unzip(options: TTMinisGameFileSystemManagerunzipOptions & TTMinisGameHandlers<{}>): void;
  /** Reads entries of a zip; `entries` is a list of paths, or all. */
  readZipEntry(options: TTMinisGameFileSystemManagerreadZipEntryOptions & TTMinisGameHandlers<TTMinisGameFileSystemManagerreadZipEntryResult>): void;
  /** Wants the number of an open file, and no documented call opens one. Use truncate. @deprecated */
  ftruncate(options?: TTMinisGameHandlers<{}>): void;
  /** Wants the number of an open file, and no documented call opens one. Use truncate. @deprecated */
  ftruncateSync(): void;
  /** Reads Brotli, which browsers do not give to scripts. Use a zip with readZipEntry. @deprecated */
  readCompressedFile(options?: TTMinisGameHandlers<{}>): void;
  /** Reads Brotli, which browsers do not give to scripts. Use a zip with readZipEntry. @deprecated */
  readCompressedFileSync(): void;
}

export interface TTMinisRewardedVideoAd {
  /** Resolves when the ad is on the screen. */
  show(): Promise<void>;
  /** Told of the ad's close. */
  onClose(listener: (event: TTMinisGameRewardedVideoAdonCloseResult) => void): void;
  /** Takes a listener away. */
  offClose(listener?: (...given: any[]) => void): void;
  /** Told of the ad's error. */
  onError(listener: (event: TTMinisGameRewardedVideoAdonErrorResult) => void): void;
  /** Takes a listener away. */
  offError(listener?: (...given: any[]) => void): void;
  /** Resolves when the ad can be shown. Needs TikTok 46.1.0 or newer. */
  load(): Promise<void>;
  /** Told that the ad can be shown. Needs TikTok 46.1.0 or newer. */
  onLoad(listener: () => void): void;
  /** Takes a listener away. Needs TikTok 46.1.0 or newer. */
  offLoad(listener?: (...given: any[]) => void): void;
}

export interface TTMinisInterstitialAd {
  /** Resolves when the ad is on the screen. Needs TikTok 40.3.0 or newer. */
  show(): Promise<void>;
  /** Told of the ad's close. Needs TikTok 40.3.0 or newer. */
  onClose(listener: (event: TTMinisGameInterstitialAdonCloseResult) => void): void;
  /** Takes a listener away. Needs TikTok 40.3.0 or newer. */
  offClose(listener?: (...given: any[]) => void): void;
  /** Told of the ad's error. Needs TikTok 40.3.0 or newer. */
  onError(listener: (event: TTMinisGameInterstitialAdonErrorResult) => void): void;
  /** Takes a listener away. Needs TikTok 40.3.0 or newer. */
  offError(listener?: (...given: any[]) => void): void;
  /** Resolves when the ad can be shown. Needs TikTok 46.1.0 or newer. */
  load(): Promise<void>;
  /** Told that the ad can be shown. Needs TikTok 46.1.0 or newer. */
  onLoad(listener: () => void): void;
  /** Takes a listener away. Needs TikTok 46.1.0 or newer. */
  offLoad(listener?: (...given: any[]) => void): void;
}

export interface TTMinisLoadSubpackageTask {
  /** Told of the bytes that have come. */
  onProgressUpdate(listener: (event: TTMinisGameLoadSubpackageTaskonProgressUpdateResult) => void): void;
}

export interface TTMinisPreDownloadSubpackageTask {
  /** Told of the bytes that have come. */
  onProgressUpdate(listener: (event: TTMinisGamePreDownloadSubpackageTaskonProgressUpdateResult) => void): void;
}

export interface TTMinisSocketTask {
  /** Sends text or bytes. */
  send(options: TTMinisGameSocketTasksendOptions & TTMinisGameHandlers<{}>): void;
  /** Closes. */
  close(options?: TTMinisGameSocketTaskcloseOptions & TTMinisGameHandlers<{}>): void;
  /** As a WebSocket has it. */
  onOpen(listener: () => void): void;
  /** As a WebSocket has it. */
  onMessage(listener: (event: TTMinisGameSocketTaskonMessageResult) => void): void;
  /** As a WebSocket has it. */
  onClose(listener: (event: TTMinisGameSocketTaskonCloseResult) => void): void;
  /** As a WebSocket has it. */
  onError(listener: (event: TTMinisGameSocketTaskonErrorResult) => void): void;
}

/** What HTML games have; the script for games makes it. */
export interface TTMinisGame {
  /** Binds the page to the app and installs every other name. */
  init(options: TTMinisGameInitOptions): void;
  /** Says whether the client knows a name, an option or a result field. */
  canIUse(path: string): boolean;
  /** Sends a request with fetch. A host that is no trusted domain gives 21100; the browser also wants CORS headers of the host, which a phone may not. */
  request(options: TTMinisGameRequestOptions & TTMinisGameHandlers<TTMinisGameRequestResult>): TTMinisRequestTask;
  /** Kept in the page's localStorage, each value with its type; 10 MB at most are assumed. */
  setStorage(options: TTMinisGameSetStorageOptions & TTMinisGameHandlers<{}>): void;
  /** Kept in the page's localStorage, each value with its type; 10 MB at most are assumed. */
  setStorageSync(key: string, data: any): void;
  /** Kept in the page's localStorage, each value with its type; 10 MB at most are assumed. */
  getStorage(options: TTMinisGameGetStorageOptions & TTMinisGameHandlers<TTMinisGameGetStorageResult>): void;
  /** Kept in the page's localStorage, each value with its type; 10 MB at most are assumed. */
  getStorageSync(key: string): any;
  /** Kept in the page's localStorage, each value with its type; 10 MB at most are assumed. */
  removeStorage(options: TTMinisGameRemoveStorageOptions & TTMinisGameHandlers<{}>): void;
  /** Kept in the page's localStorage, each value with its type; 10 MB at most are assumed. */
  removeStorageSync(key: string): void;
  /** Kept in the page's localStorage, each value with its type; 10 MB at most are assumed. */
  clearStorage(options?: TTMinisGameHandlers<{}>): void;
  /** Kept in the page's localStorage, each value with its type; 10 MB at most are assumed. */
  clearStorageSync(): void;
  /** Kept in the page's localStorage, each value with its type; 10 MB at most are assumed. */
  getStorageInfo(options?: TTMinisGameHandlers<TTMinisGameGetStorageInfoResult>): void;
  /** Kept in the page's localStorage, each value with its type; 10 MB at most are assumed. */
  getStorageInfoSync(): TTMinisGameGetStorageInfoResult;
  /** A keyboard of the simulator at the bottom of the phone; its shapes are assumed. */
  showKeyboard(options?: TTMinisGameShowKeyboardOptions & TTMinisGameHandlers<{}>): void;
  /** A keyboard of the simulator at the bottom of the phone; its shapes are assumed. */
  updateKeyboard(options: TTMinisGameUpdateKeyboardOptions & TTMinisGameHandlers<{}>): void;
  /** A keyboard of the simulator at the bottom of the phone; its shapes are assumed. */
  hideKeyboard(options?: TTMinisGameHandlers<{}>): void;
  /** A keyboard of the simulator at the bottom of the phone; its shapes are assumed. */
  onKeyboardInput(listener: (event: TTMinisGameOnKeyboardInputResult) => void): void;
  /** Takes a listener of onKeyboardInput away, or all of them. */
  offKeyboardInput(listener?: (...given: any[]) => void): void;
  /** A keyboard of the simulator at the bottom of the phone; its shapes are assumed. */
  onKeyboardHeightChange(listener: (event: TTMinisGameOnKeyboardHeightChangeResult) => void): void;
  /** Takes a listener of onKeyboardHeightChange away, or all of them. */
  offKeyboardHeightChange(listener?: (...given: any[]) => void): void;
  /** A keyboard of the simulator at the bottom of the phone; its shapes are assumed. */
  onKeyboardConfirm(listener: (event: TTMinisGameOnKeyboardConfirmResult) => void): void;
  /** Takes a listener of onKeyboardConfirm away, or all of them. */
  offKeyboardConfirm(listener?: (...given: any[]) => void): void;
  /** A keyboard of the simulator at the bottom of the phone; its shapes are assumed. */
  onKeyboardComplete(listener: (event: TTMinisGameOnKeyboardCompleteResult) => void): void;
  /** Takes a listener of onKeyboardComplete away, or all of them. */
  offKeyboardComplete(listener?: (...given: any[]) => void): void;
  /** The simulated phone's network: wifi, 3g while it is slow, none while it is offline. */
  getNetworkType(options?: TTMinisGameHandlers<TTMinisGameGetNetworkTypeResult>): void;
  /** Raised when the simulated phone's network becomes slow or fast again. */
  onNetworkWeakChange(listener: (event: TTMinisGameOnNetworkWeakChangeResult) => void): void;
  /** Takes a listener of onNetworkWeakChange away, or all of them. */
  offNetworkWeakChange(listener?: (...given: any[]) => void): void;
  /** Touches of the page, with a mouse as well. */
  onTouchStart(listener: (event: TTMinisGameOnTouchStartResult) => void): void;
  /** Takes a listener of onTouchStart away, or all of them. */
  offTouchStart(listener?: (...given: any[]) => void): void;
  /** Touches of the page, with a mouse as well. */
  onTouchMove(listener: (event: TTMinisGameOnTouchMoveResult) => void): void;
  /** Takes a listener of onTouchMove away, or all of them. */
  offTouchMove(listener?: (...given: any[]) => void): void;
  /** Touches of the page, with a mouse as well. */
  onTouchEnd(listener: (event: TTMinisGameOnTouchEndResult) => void): void;
  /** Takes a listener of onTouchEnd away, or all of them. */
  offTouchEnd(listener?: (...given: any[]) => void): void;
  /** Touches of the page, with a mouse as well. */
  onTouchCancel(listener: (event: TTMinisGameOnTouchCancelResult) => void): void;
  /** Takes a listener of onTouchCancel away, or all of them. */
  offTouchCancel(listener?: (...given: any[]) => void): void;
  /** The simulated phone shakes for 15 ms; the web API stays forbidden. Needs TikTok 43.8.0 or newer. */
  vibrateShort(options?: TTMinisGameHandlers<{}>): void;
  /** The simulated phone shakes for 400 ms; the web API stays forbidden. Needs TikTok 43.8.0 or newer. */
  vibrateLong(options?: TTMinisGameHandlers<{}>): void;
  /** Noted in the log; the simulated phone never sleeps. */
  setKeepScreenOn(options: TTMinisGameSetKeepScreenOnOptions & TTMinisGameHandlers<{}>): void;
  /** The simulated phone's brightness, from 0 to 1. */
  getScreenBrightness(options?: TTMinisGameHandlers<TTMinisGameGetScreenBrightnessResult>): void;
  /** Makes the simulated phone darker. */
  setScreenBrightness(options: TTMinisGameSetScreenBrightnessOptions & TTMinisGameHandlers<{}>): void;
  /** Files below USER_DATA_PATH are kept in the page's localStorage, which holds about 5 MB; other paths are the app's own files and can be read only. */
  getFileSystemManager(): TTMinisFileSystemManager;
  /** A player over an audio element of the page. */
  createInnerAudioContext(): TTMinisInnerAudio;
  /** The browser's AudioContext, with all of its node factories. */
  createWebAudioContext(): AudioContext;
  /** A canvas element. The first one is put on a page that has none, as large as the window. */
  createCanvas(): HTMLCanvasElement;
  /** An img element. */
  createImage(): HTMLImageElement;
  /** requestAnimationFrame leaves frames out from now on; from 1 to 60. */
  setPreferredFramesPerSecond(fps: number): void;
  /** Loads a font file and gives the name of its family, null where it cannot be. */
  loadFont(path: string): string | null;
  /** The simulated phone's sizes, safe area, system, language and versions. */
  getSystemInfo(options?: TTMinisGameHandlers<TTMinisGameGetSystemInfoResult>): void;
  /** The simulated phone's sizes, safe area, system, language and versions. */
  getSystemInfoSync(): TTMinisGameGetSystemInfoResult;
  /** Sizes and safe area of the window. */
  getWindowInfo(): TTMinisGameGetWindowInfoResult;
  /** The capsule's place on the screen. Needs TikTok 40.3.0 or newer. */
  getMenuButtonBoundingClientRect(): TTMinisGameGetMenuButtonBoundingClientRectResult;
  /** A WebSocket of the page. A host that is no trusted domain is refused by the browser. */
  connectSocket(options: TTMinisGameConnectSocketOptions & TTMinisGameHandlers<{}>): TTMinisSocketTask;
  /** Raised with scene and query. */
  onShow(listener: (event: TTMinisGameOnShowResult) => void): void;
  /** Takes a listener of onShow away, or all of them. */
  offShow(listener?: (...given: any[]) => void): void;
  /** Raised when something covers the game. */
  onHide(listener: () => void): void;
  /** Takes a listener of onHide away, or all of them. */
  offHide(listener?: (...given: any[]) => void): void;
  /** Scene and query of the cold start. */
  getLaunchOptionsSync(): TTMinisGameOnShowResult;
  /** Scene and query of the latest start, cold or not. */
  getEnterOptionsSync(): TTMinisGameOnShowResult;
  /** Asks the simulator for a new version once; there is one when it is chosen as outcome. Needs TikTok 46.3.0 or newer. */
  getUpdateManager(): TTMinisUpdateManager;
  /** An ad that gives a reward when it is watched to its end. One show each, as in the drama flavour; for games that is assumed. */
  createRewardedVideoAd(options: TTMinisGameCreateRewardedVideoAdOptions): TTMinisRewardedVideoAd;
  /** An ad for a natural pause. One show each, as in the drama flavour; for games that is assumed. Needs TikTok 40.3.0 or newer. */
  createInterstitialAd(options: TTMinisGameCreateInterstitialAdOptions): TTMinisInterstitialAd;
  /** Opens the payment sheet for a trade order. */
  pay(options: TTMinisGamePayOptions & TTMinisGameHandlers<TTMinisGamePayResult>): void;
  /** Says whether the wallet covers an amount of Beans. @deprecated */
  checkBalance(options: TTMinisGameCheckBalanceOptions & TTMinisGameHandlers<TTMinisGameCheckBalanceResult>): void;
  /** Opens the store for one tier of Beans. @deprecated */
  recharge(options: TTMinisGameRechargeOptions & TTMinisGameHandlers<TTMinisGameRechargeResult>): void;
  /** Opens the user's Beans balance page. */
  navigateToBalance(options?: TTMinisGameNavigateToBalanceOptions & TTMinisGameHandlers<TTMinisGameNavigateToBalanceResult>): void;
  /** Logs the user in silently and gives a one-time code. */
  login(options?: TTMinisGameHandlers<TTMinisGameLoginResult>): void;
  /** Asks the user for scopes and gives a one-time code that carries them. */
  authorize(options?: TTMinisGameAuthorizeOptions & TTMinisGameHandlers<TTMinisGameAuthorizeResult>): void;
  /** Asks to put the icon on the simulated home screen; declining is a failure. Needs TikTok 41.0.0 or newer. */
  addShortcut(options?: TTMinisGameHandlers<{}>): void;
  /** True when the game was entered from the home screen's icon. Needs TikTok 41.0.0 or newer. */
  getShortcutMissionReward(options?: TTMinisGameHandlers<TTMinisGameGetShortcutMissionRewardResult>): void;
  /** Leaves the game for a simulated profile with its sidebar, which leads back. Needs TikTok 41.0.0 or newer. */
  startEntranceMission(options?: TTMinisGameHandlers<{}>): void;
  /** True when the game was entered from the sidebar. Needs TikTok 41.0.0 or newer. */
  getEntranceMissionReward(options?: TTMinisGameHandlers<TTMinisGameGetEntranceMissionRewardResult>): void;
  /** A panel of the simulator in place of the story editor. */
  shareToStory(options?: TTMinisGameShareToStoryOptions & TTMinisGameHandlers<{}>): void;
  /** The share panel. Words and picture are the app's own; the query is that of the call. Needs TikTok 40.3.0 or newer. */
  shareAppMessage(options?: TTMinisGameShareAppMessageOptions & TTMinisGameHandlers<{}>): void;
  /** Its return value is what the menu's Copy link and Share take. */
  onCopyUrl(listener: () => { title?: string; desc?: string; imageUrl?: string; query?: string }): void;
  /** Takes every listener of onCopyUrl away. */
  offCopyUrl(): void;
  /** Fetches NAME/game.js of the app, which is assumed to be a subpackage's place in an HTML game. */
  preDownloadSubpackage(options: TTMinisGamePreDownloadSubpackageOptions & TTMinisGameHandlers<{}>): TTMinisPreDownloadSubpackageTask;
  /** Fetches and runs NAME/game.js of the app, which is assumed to be a subpackage's place in an HTML game. */
  loadSubpackage(options: TTMinisGameLoadSubpackageOptions & TTMinisGameHandlers<{}>): TTMinisLoadSubpackageTask;
  /** Reports an event of the game; a line in the log. Needs TikTok 40.2.0 or newer. */
  reportEvent(options: TTMinisGameReportEventOptions & TTMinisGameHandlers<TTMinisGameReportEventResult>): void;
  /** A bar above the game, until 1 or 100. Its form is assumed: up to 1 it is a part of 1. */
  setLoadingProgress(options: TTMinisGameSetLoadingProgressOptions & TTMinisGameHandlers<{}>): void;
  /** The open data domain is a script context of native games; an HTML page has none. @deprecated */
  getOpenDataContext(): any;
  /** A consent sheet for the list of friends; nothing is behind it. */
  authorizeOpenContext(options?: TTMinisGameHandlers<{}>): void;
  /** Kept by the simulator for this user; no friends read it. */
  setUserCloudStorage(options: TTMinisGameSetUserCloudStorageOptions & TTMinisGameHandlers<{}>): void;
  /** Takes what setUserCloudStorage kept away. */
  removeUserCloudStorage(options: TTMinisGameRemoveUserCloudStorageOptions & TTMinisGameHandlers<{}>): void;
  /** The open data domain is a script context of native games; an HTML page has none. @deprecated */
  getFriendCloudStorage(options?: TTMinisGameHandlers<{}>): void;
  /** The open data domain is a script context of native games; an HTML page has none. @deprecated */
  getUserCloudStorage(options?: TTMinisGameHandlers<{}>): void;
  /** The open data domain is a script context of native games; an HTML page has none. @deprecated */
  getSharedCanvas(): any;
  /** The open data domain is a script context of native games; an HTML page has none. @deprecated */
  onMessage(listener: () => void): void;
  /** The open data domain is a script context of native games; an HTML page has none. @deprecated */
  shareToUser(options?: TTMinisGameHandlers<{}>): void;
  readonly env: { readonly USER_DATA_PATH: string };
}

export interface TTMinis {
  /** Binds the page to the app and installs every other method. */
  init(options: InitOptions): void;
  /** Says whether the client knows a method, an option or a result field. */
  canIUse(path: string): boolean;
  /** Logs the user in silently and gives a one-time code. */
  login(callback: (result: LoginResult) => void, options?: LoginOptions): void;
  /** Asks the user for scopes and gives a one-time code that carries them. */
  authorize(callback: (result: AuthorizeResult) => void, options?: AuthorizeOptions): void;
  /** Opens the payment sheet for a trade order. */
  pay(callback: (result: PayResult) => void, options: PayOptions): void;
  /** Says whether the wallet covers an amount of Beans. @deprecated Gone from the newest documentation. */
  checkBalance(callback: (result: CheckBalanceResult) => void, options: CheckBalanceOptions): void;
  /** Opens the store for one tier of Beans. @deprecated Gone from the newest documentation. */
  recharge(callback: (result: RechargeResult) => void, options: RechargeOptions): void;
  /** Opens the user's Beans balance page. */
  openBalance(callback: (result: OpenBalanceResult) => void, options: OpenBalanceOptions): void;
  /** The earlier name of openBalance. @deprecated Gone from the newest documentation. */
  navigateToBalance(callback: (result: NavigateToBalanceResult) => void, options: NavigateToBalanceOptions): void;
  /** Opens the store's sheet for a new subscription. Needs TikTok 40.3.0 or newer. */
  createSubscription(callback: (result: CreateSubscriptionResult) => void, options: CreateSubscriptionOptions): void;
  /** Opens the store's sheet for a change of tier; its shapes are assumed. Needs TikTok 40.3.0 or newer. */
  changeSubscription(callback: (result: ChangeSubscriptionResult) => void, options: ChangeSubscriptionOptions): void;
  /** Turns the renewal of a cancelled subscription on again. Needs TikTok 40.3.0 or newer. */
  reactivateSubscription(callback: (result: ReactivateSubscriptionResult) => void, options: ReactivateSubscriptionOptions): void;
  /** Shows the first-subscription discount before the product list. Needs TikTok 43.8.0 or newer. */
  showSurfaceCoupon(callback: (result: ShowSurfaceCouponResult) => void): void;
  /** Takes the pinned discount ribbon away. Needs TikTok 43.8.0 or newer. */
  hideRibbon(callback: (result: HideRibbonResult) => void): void;
  /** Makes an ad that gives a reward when it is watched to its end; one show each. Needs TikTok 44.2.0 or newer. */
  createRewardedVideoAd(options: CreateRewardedVideoAdOptions): TTMinisAd;
  /** Makes an ad for a natural pause; one show each. Needs TikTok 44.2.0 or newer. */
  createInterstitialAd(options: CreateInterstitialAdOptions): TTMinisAd;
  /** Sets what is shared when the user picks share in the menu. */
  share(callback: (result: ShareResult) => void, options: ShareOptions): void;
  /** Listens for an event; returns the id that off takes. */
  on(eventName: TTMinisEvent, callback: TTMinisListener): string;
  /** Ends a listener; says whether there was one. */
  off(eventName: TTMinisEvent, callbackId: string): boolean;
  /** Reports an event of the app to the platform's advertising. Needs TikTok 40.9.0 or newer. */
  reportEvent(options: ReportEventOptions & { callback?: (result: ReportEventResult) => void }): void;
  /** Gives the capsule's place on the screen; zeros under the default navigation bar. Needs TikTok 40.3.0 or newer. */
  getMenuButtonBoundingClientRect(): GetMenuButtonBoundingClientRectResult;
  /** Colours the navigation bar. Needs TikTok 40.3.0 or newer. */
  setNavigationBarColor(options: SetNavigationBarColorOptions, callback?: (result: SetNavigationBarColorResult) => void): void;
  /** Gives the height of the bottom safe area, and the device while debugging. */
  getDeviceInfo(): GetDeviceInfoResult;
  /** Allows screenshots and recordings of the page again. */
  enableCapture(callback: (result: EnableCaptureResult) => void): void;
  /** Forbids screenshots and recordings of the page. */
  disableCapture(callback: (result: DisableCaptureResult) => void): void;
  /** Asks the user which messages the app may send; its shapes are assumed. Needs TikTok 44.9.0 or newer. */
  requestSubscribeMessage(callback: (result: RequestSubscribeMessageResult) => void, options: RequestSubscribeMessageOptions): void;
  /** Loads the player and gives its constructor; its client version is assumed. Needs TikTok 44.2.0 or newer. */
  getPlayer(channel?: "byteplus" | "volcengine"): Promise<any>;
  /** Gives the element to show in place of a replaced native video. Needs TikTok 44.2.0 or newer. */
  setValidateVideoReplaceElement(replacement: TTMinisVideoReplacement): void;
  /** Of HTML games, whose script has this and nothing else. */
  game: TTMinisGame;
}

declare global {
  const TTMinis: TTMinis;
  interface Window {
    TTMinis: TTMinis;
  }
}
