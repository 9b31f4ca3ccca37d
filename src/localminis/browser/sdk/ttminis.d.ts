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
}

declare global {
  const TTMinis: TTMinis;
  interface Window {
    TTMinis: TTMinis;
  }
}
