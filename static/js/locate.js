// The enterprise's form: the area that was picked goes into its field, and 用现在的位置 fills latitude and longitude.

const byId = (id) => document.getElementById(id);

document.addEventListener('htmx:after:swap', () => {
  const picked = byId('area-picked');
  if (picked) {
    byId('f-area').value = picked.dataset.area;
    picked.remove();
  }
});

const button = byId('locate');
const says = byId('locate-says');
const REASONS = { 1: '没有得到定位许可，请在浏览器设置里允许定位，或手工填写。', 3: '定位超时，请到空旷处再试，或手工填写。' };

function locate() {
  says.textContent = '正在定位……';
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      byId('f-latitude').value = coords.latitude.toFixed(6);
      byId('f-longitude').value = coords.longitude.toFixed(6);
      says.textContent = `已填入，误差约 ${Math.round(coords.accuracy)} 米。`;
    },
    (error) => {
      says.textContent = REASONS[error.code] ?? '暂时无法定位，请手工填写。';
    },
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 },
  );
}

if (button && 'geolocation' in navigator) {
  button.hidden = false;
  button.addEventListener('click', locate);
}
